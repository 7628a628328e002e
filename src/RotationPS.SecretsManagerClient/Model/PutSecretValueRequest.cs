using Amazon.Runtime.Internal;

namespace Amazon.SecretsManager.Model;

/// <summary>What <c>PutSecretValue</c> is asked.</summary>
public sealed class PutSecretValueRequest : AmazonSecretsManagerRequest
{
    /// <summary>The secret, by its name or ARN.</summary>
    public string? SecretId { get; set; }

    /// <summary>The id that the version gets: 32 to 64 characters.</summary>
    public string? ClientRequestToken { get; set; }

    /// <summary>The value, where it is bytes; else null.</summary>
    [AWSProperty(Sensitive = true)]
    public MemoryStream? SecretBinary { get; set; }

    /// <summary>The value, where it is text; else null.</summary>
    [AWSProperty(Sensitive = true)]
    public string? SecretString { get; set; }

    /// <summary>
    /// What the service gave to a rotation function, by which it knows that function where it works in another account; else null.
    /// </summary>
    [AWSProperty(Sensitive = true)]
    public string? RotationToken { get; set; }

    /// <summary>The labels that move to the version; null to move AWSCURRENT.</summary>
    public List<string>? VersionStages { get; set; }
}
