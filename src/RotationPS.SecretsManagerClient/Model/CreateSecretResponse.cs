using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>What <c>CreateSecret</c> answers.</summary>
public sealed class CreateSecretResponse : AmazonWebServiceResponse
{
    /// <summary>The ARN of the secret.</summary>
    public string? ARN { get; set; }

    /// <summary>The name of the secret.</summary>
    public string? Name { get; set; }

    /// <summary>The id of the version.</summary>
    public string? VersionId { get; set; }
}
