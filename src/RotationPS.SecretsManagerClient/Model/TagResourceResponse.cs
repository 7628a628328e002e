using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>What <c>TagResource</c> answers.</summary>
public sealed class TagResourceResponse : AmazonWebServiceResponse;
