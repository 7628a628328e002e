namespace Amazon.SecretsManager.Model;

/// <summary>What <c>CancelRotateSecret</c> is asked.</summary>
public sealed class CancelRotateSecretRequest : AmazonSecretsManagerRequest
{
    /// <summary>The secret, by its name or ARN.</summary>
    public string? SecretId { get; set; }
}
