namespace Amazon.SecretsManager.Model;

/// <summary>What <c>ListSecrets</c> is asked.</summary>
public sealed class ListSecretsRequest : AmazonSecretsManagerRequest
{
    /// <summary>Whether to list secrets marked for deletion too.</summary>
    public bool? IncludePlannedDeletion { get; set; }

    /// <summary>How many a page holds at most.</summary>
    public int? MaxResults { get; set; }

    /// <summary>Where the next page begins; null after the last.</summary>
    public string? NextToken { get; set; }

    /// <summary>The conditions that all must hold.</summary>
    public List<Filter>? Filters { get; set; }
}
