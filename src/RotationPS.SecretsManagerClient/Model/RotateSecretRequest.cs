namespace Amazon.SecretsManager.Model;

/// <summary>What <c>RotateSecret</c> is asked.</summary>
public sealed class RotateSecretRequest : AmazonSecretsManagerRequest
{
    /// <summary>The secret, by its name or ARN.</summary>
    public string? SecretId { get; set; }

    /// <summary>The id that the version gets: 32 to 64 characters.</summary>
    public string? ClientRequestToken { get; set; }

    /// <summary>The function that rotates the secret.</summary>
    public string? RotationLambdaARN { get; set; }

    /// <summary>When the service rotates the secret.</summary>
    public RotationRulesType? RotationRules { get; set; }

    /// <summary>Whether to rotate now; otherwise only at the next window.</summary>
    public bool? RotateImmediately { get; set; }
}
