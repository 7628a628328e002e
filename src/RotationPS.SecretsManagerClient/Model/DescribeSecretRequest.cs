namespace Amazon.SecretsManager.Model;

/// <summary>What <c>DescribeSecret</c> is asked.</summary>
public sealed class DescribeSecretRequest : AmazonSecretsManagerRequest
{
    /// <summary>The secret, by its name or ARN.</summary>
    public string? SecretId { get; set; }
}
