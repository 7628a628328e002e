namespace Amazon.SecretsManager.Model;

/// <summary>What <c>GetSecretValue</c> is asked.</summary>
public sealed class GetSecretValueRequest : AmazonSecretsManagerRequest
{
    /// <summary>The secret, by its name or ARN.</summary>
    public string? SecretId { get; set; }

    /// <summary>The id of the version.</summary>
    public string? VersionId { get; set; }

    /// <summary>The staging label.</summary>
    public string? VersionStage { get; set; }
}
