namespace Amazon.SecretsManager.Model;

/// <summary>What <c>DeleteSecret</c> is asked.</summary>
public sealed class DeleteSecretRequest : AmazonSecretsManagerRequest
{
    /// <summary>The secret, by its name or ARN.</summary>
    public string? SecretId { get; set; }

    /// <summary>How long it can be restored: 7 to 30 days.</summary>
    public long? RecoveryWindowInDays { get; set; }

    /// <summary>Whether it is gone at once.</summary>
    public bool? ForceDeleteWithoutRecovery { get; set; }
}
