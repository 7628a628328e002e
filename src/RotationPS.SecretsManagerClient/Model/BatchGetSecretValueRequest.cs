namespace Amazon.SecretsManager.Model;

/// <summary>What <c>BatchGetSecretValue</c> is asked.</summary>
public sealed class BatchGetSecretValueRequest : AmazonSecretsManagerRequest
{
    /// <summary>The secrets, by name or ARN: at most 20. Either these or filters.</summary>
    public List<string>? SecretIdList { get; set; }

    /// <summary>The conditions that all must hold.</summary>
    public List<Filter>? Filters { get; set; }

    /// <summary>How many a page holds at most.</summary>
    public int? MaxResults { get; set; }

    /// <summary>Where the next page begins; null after the last.</summary>
    public string? NextToken { get; set; }
}
