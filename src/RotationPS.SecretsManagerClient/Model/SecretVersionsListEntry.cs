namespace Amazon.SecretsManager.Model;

/// <summary>One version of a listing.</summary>
public sealed class SecretVersionsListEntry
{
    /// <summary>The id of the version.</summary>
    public string? VersionId { get; set; }

    /// <summary>The staging labels on the version; null for none.</summary>
    public List<string>? VersionStages { get; set; }

    /// <summary>The day of the last read, in UTC.</summary>
    public DateTime? LastAccessedDate { get; set; }

    /// <summary>When it was made, in UTC.</summary>
    public DateTime? CreatedDate { get; set; }

    /// <summary>The keys that encrypt the version.</summary>
    public List<string>? KmsKeyIds { get; set; }
}
