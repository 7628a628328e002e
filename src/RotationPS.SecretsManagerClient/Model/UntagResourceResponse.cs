using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>What <c>UntagResource</c> answers.</summary>
public sealed class UntagResourceResponse : AmazonWebServiceResponse;
