namespace RotationPS.Engine.Secrets;

/// <summary>What a store tells of a secret without its value.</summary>
public sealed class SecretDescription
{
    /// <summary>The ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The description; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>When the secret was made.</summary>
    public required DateTimeOffset CreatedDate { get; init; }

    /// <summary>When anything of it last changed, tags included; so it is no measure of a password's age.</summary>
    public required DateTimeOffset LastChangedDate { get; init; }

    /// <summary>The tags.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>The labelled versions and their labels.</summary>
    public required IReadOnlyDictionary<VersionId, IReadOnlyList<StageLabel>> VersionIdsToStages { get; init; }

    /// <summary>Whether the service itself rotates this secret, by a rotation function.</summary>
    public bool RotationEnabled { get; init; }

    /// <summary>The service that owns the secret; null for none.</summary>
    public string? OwningService { get; init; }

    /// <summary>The customer managed key that encrypts the secret; null for the store's own.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>The Region of the secret that this one is a read-only replica of; null where it is none.</summary>
    public string? ReplicaOf { get; init; }

    /// <summary>When the secret was marked for deletion; null where it is not.</summary>
    public DateTimeOffset? DeletedDate { get; init; }

    /// <summary>The version a label sits on; null where it is on none.</summary>
    /// <param name="label">The label.</param>
    public VersionId? Holder(StageLabel label) =>
        VersionIdsToStages.FirstOrDefault(version => version.Value.Contains(label)).Key;
}
