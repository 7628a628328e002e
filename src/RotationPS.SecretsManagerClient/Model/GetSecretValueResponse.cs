using Amazon.Runtime.Internal;
using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>What <c>GetSecretValue</c> answers.</summary>
public sealed class GetSecretValueResponse : AmazonWebServiceResponse
{
    /// <summary>The ARN of the secret.</summary>
    public string? ARN { get; set; }

    /// <summary>The name of the secret.</summary>
    public string? Name { get; set; }

    /// <summary>The id of the version.</summary>
    public string? VersionId { get; set; }

    /// <summary>The value, where it is bytes; else null.</summary>
    [AWSProperty(Sensitive = true)]
    public MemoryStream? SecretBinary { get; set; }

    /// <summary>The value, where it is text; else null.</summary>
    [AWSProperty(Sensitive = true)]
    public string? SecretString { get; set; }

    /// <summary>The staging labels on the version; null for none.</summary>
    public List<string>? VersionStages { get; set; }

    /// <summary>When it was made, in UTC.</summary>
    public DateTime? CreatedDate { get; set; }
}
