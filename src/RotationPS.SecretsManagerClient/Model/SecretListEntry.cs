namespace Amazon.SecretsManager.Model;

/// <summary>One secret of a listing.</summary>
public sealed class SecretListEntry
{
    /// <summary>The ARN of the secret.</summary>
    public string? ARN { get; set; }

    /// <summary>The name of the secret.</summary>
    public string? Name { get; set; }

    /// <summary>The description.</summary>
    public string? Description { get; set; }

    /// <summary>The key that encrypts the secret; null for the service's own.</summary>
    public string? KmsKeyId { get; set; }

    /// <summary>Whether the service rotates the secret.</summary>
    public bool? RotationEnabled { get; set; }

    /// <summary>The function that rotates the secret.</summary>
    public string? RotationLambdaARN { get; set; }

    /// <summary>When the service rotates the secret.</summary>
    public RotationRulesType? RotationRules { get; set; }

    /// <summary>When the service last rotated the secret, in UTC.</summary>
    public DateTime? LastRotatedDate { get; set; }

    /// <summary>When anything of the secret last changed, in UTC.</summary>
    public DateTime? LastChangedDate { get; set; }

    /// <summary>The day of the last read, in UTC.</summary>
    public DateTime? LastAccessedDate { get; set; }

    /// <summary>When the secret was marked for deletion, in UTC; null where it is not.</summary>
    public DateTime? DeletedDate { get; set; }

    /// <summary>By when the service rotates the secret next, in UTC.</summary>
    public DateTime? NextRotationDate { get; set; }

    /// <summary>The tags.</summary>
    public List<Tag>? Tags { get; set; }

    /// <summary>The labelled versions and their labels.</summary>
    public Dictionary<string, List<string>>? SecretVersionsToStages { get; set; }

    /// <summary>The service that owns the secret; null for none.</summary>
    public string? OwningService { get; set; }

    /// <summary>When it was made, in UTC.</summary>
    public DateTime? CreatedDate { get; set; }

    /// <summary>The Region of the secret that this one is a replica of, or its own; null where nothing is replicated.</summary>
    public string? PrimaryRegion { get; set; }
}
