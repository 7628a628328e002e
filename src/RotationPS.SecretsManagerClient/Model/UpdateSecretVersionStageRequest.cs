namespace Amazon.SecretsManager.Model;

/// <summary>What <c>UpdateSecretVersionStage</c> is asked.</summary>
public sealed class UpdateSecretVersionStageRequest : AmazonSecretsManagerRequest
{
    /// <summary>The secret, by its name or ARN.</summary>
    public string? SecretId { get; set; }

    /// <summary>The staging label.</summary>
    public string? VersionStage { get; set; }

    /// <summary>The version the label is on now.</summary>
    public string? RemoveFromVersionId { get; set; }

    /// <summary>The version the label goes to; null to take it off.</summary>
    public string? MoveToVersionId { get; set; }
}
