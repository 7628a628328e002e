using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>What <c>DeleteSecret</c> answers.</summary>
public sealed class DeleteSecretResponse : AmazonWebServiceResponse
{
    /// <summary>The ARN of the secret.</summary>
    public string? ARN { get; set; }

    /// <summary>The name of the secret.</summary>
    public string? Name { get; set; }

    /// <summary>When it is gone, in UTC.</summary>
    public DateTime? DeletionDate { get; set; }
}
