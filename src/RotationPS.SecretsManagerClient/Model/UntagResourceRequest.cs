namespace Amazon.SecretsManager.Model;

/// <summary>What <c>UntagResource</c> is asked.</summary>
public sealed class UntagResourceRequest : AmazonSecretsManagerRequest
{
    /// <summary>The secret, by its name or ARN.</summary>
    public string? SecretId { get; set; }

    /// <summary>The keys of the tags to remove.</summary>
    public List<string>? TagKeys { get; set; }
}
