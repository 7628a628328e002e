using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>What <c>RotateSecret</c> answers.</summary>
public sealed class RotateSecretResponse : AmazonWebServiceResponse
{
    /// <summary>The ARN of the secret.</summary>
    public string? ARN { get; set; }

    /// <summary>The name of the secret.</summary>
    public string? Name { get; set; }

    /// <summary>The id of the version.</summary>
    public string? VersionId { get; set; }
}
