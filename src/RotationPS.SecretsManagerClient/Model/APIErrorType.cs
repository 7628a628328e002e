namespace Amazon.SecretsManager.Model;

/// <summary>Why one secret of a batch could not be read.</summary>
public sealed class APIErrorType
{
    /// <summary>The secret, by its name or ARN.</summary>
    public string? SecretId { get; set; }

    /// <summary>The name of the error.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>The error in words.</summary>
    public string? Message { get; set; }
}
