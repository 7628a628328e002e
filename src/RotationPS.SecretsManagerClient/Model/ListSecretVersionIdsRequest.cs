namespace Amazon.SecretsManager.Model;

/// <summary>What <c>ListSecretVersionIds</c> is asked.</summary>
public sealed class ListSecretVersionIdsRequest : AmazonSecretsManagerRequest
{
    /// <summary>The secret, by its name or ARN.</summary>
    public string? SecretId { get; set; }

    /// <summary>How many a page holds at most.</summary>
    public int? MaxResults { get; set; }

    /// <summary>Where the next page begins; null after the last.</summary>
    public string? NextToken { get; set; }

    /// <summary>Whether to list versions without a label too.</summary>
    public bool? IncludeDeprecated { get; set; }
}
