using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>What <c>ListSecretVersionIds</c> answers.</summary>
public sealed class ListSecretVersionIdsResponse : AmazonWebServiceResponse
{
    /// <summary>The versions.</summary>
    public List<SecretVersionsListEntry>? Versions { get; set; }

    /// <summary>Where the next page begins; null after the last.</summary>
    public string? NextToken { get; set; }

    /// <summary>The ARN of the secret.</summary>
    public string? ARN { get; set; }

    /// <summary>The name of the secret.</summary>
    public string? Name { get; set; }
}
