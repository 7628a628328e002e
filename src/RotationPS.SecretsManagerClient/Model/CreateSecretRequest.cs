using Amazon.Runtime.Internal;

namespace Amazon.SecretsManager.Model;

/// <summary>What <c>CreateSecret</c> is asked.</summary>
public sealed class CreateSecretRequest : AmazonSecretsManagerRequest
{
    /// <summary>The name of the secret.</summary>
    public string? Name { get; set; }

    /// <summary>The id that the version gets: 32 to 64 characters.</summary>
    public string? ClientRequestToken { get; set; }

    /// <summary>The description.</summary>
    public string? Description { get; set; }

    /// <summary>The key that encrypts the secret; null for the service's own.</summary>
    public string? KmsKeyId { get; set; }

    /// <summary>The value, where it is bytes; else null.</summary>
    [AWSProperty(Sensitive = true)]
    public MemoryStream? SecretBinary { get; set; }

    /// <summary>The value, where it is text; else null.</summary>
    [AWSProperty(Sensitive = true)]
    public string? SecretString { get; set; }

    /// <summary>The tags.</summary>
    public List<Tag>? Tags { get; set; }
}
