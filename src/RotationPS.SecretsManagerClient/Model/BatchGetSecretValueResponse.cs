using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>What <c>BatchGetSecretValue</c> answers.</summary>
public sealed class BatchGetSecretValueResponse : AmazonWebServiceResponse
{
    /// <summary>The values that could be read.</summary>
    public List<SecretValueEntry>? SecretValues { get; set; }

    /// <summary>Where the next page begins; null after the last.</summary>
    public string? NextToken { get; set; }

    /// <summary>Why the others could not be read.</summary>
    public List<APIErrorType>? Errors { get; set; }
}
