using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>What <c>ListSecrets</c> answers.</summary>
public sealed class ListSecretsResponse : AmazonWebServiceResponse
{
    /// <summary>The secrets.</summary>
    public List<SecretListEntry>? SecretList { get; set; }

    /// <summary>Where the next page begins; null after the last.</summary>
    public string? NextToken { get; set; }
}
