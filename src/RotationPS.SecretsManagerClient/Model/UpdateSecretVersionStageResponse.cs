using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>What <c>UpdateSecretVersionStage</c> answers.</summary>
public sealed class UpdateSecretVersionStageResponse : AmazonWebServiceResponse
{
    /// <summary>The ARN of the secret.</summary>
    public string? ARN { get; set; }

    /// <summary>The name of the secret.</summary>
    public string? Name { get; set; }
}
