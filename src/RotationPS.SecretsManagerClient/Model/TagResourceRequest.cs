namespace Amazon.SecretsManager.Model;

/// <summary>What <c>TagResource</c> is asked.</summary>
public sealed class TagResourceRequest : AmazonSecretsManagerRequest
{
    /// <summary>The secret, by its name or ARN.</summary>
    public string? SecretId { get; set; }

    /// <summary>The tags.</summary>
    public List<Tag>? Tags { get; set; }
}
