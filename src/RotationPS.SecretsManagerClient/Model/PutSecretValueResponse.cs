using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>What <c>PutSecretValue</c> answers.</summary>
public sealed class PutSecretValueResponse : AmazonWebServiceResponse
{
    /// <summary>The ARN of the secret.</summary>
    public string? ARN { get; set; }

    /// <summary>The name of the secret.</summary>
    public string? Name { get; set; }

    /// <summary>The id of the version.</summary>
    public string? VersionId { get; set; }

    /// <summary>The staging labels on the version; null for none.</summary>
    public List<string>? VersionStages { get; set; }
}
