namespace RotationPS.Engine.Secrets;

/// <summary>Which version of a secret is meant: the one with an id, the one with a label, or the one that has both.</summary>
public sealed record VersionReference
{
    private VersionReference(VersionId? id, StageLabel? label) => (Id, Label) = (id, label);

    /// <summary>The version that applications use.</summary>
    public static VersionReference Current { get; } = new(null, StageLabel.Current);

    /// <summary>The id asked for, if any.</summary>
    public VersionId? Id { get; }

    /// <summary>The label asked for, if any.</summary>
    public StageLabel? Label { get; }

    /// <summary>The version with this id.</summary>
    /// <param name="id">The id.</param>
    public static VersionReference Of(VersionId id) => new(id, null);

    /// <summary>The version this label sits on.</summary>
    /// <param name="label">The label.</param>
    public static VersionReference Of(StageLabel label) => new(null, label);

    /// <summary>The version with this id, provided that the label sits on it.</summary>
    /// <param name="id">The id.</param>
    /// <param name="label">The label.</param>
    public static VersionReference Of(VersionId id, StageLabel label) => new(id, label);

    /// <inheritdoc/>
    public override string ToString() => (Id, Label) switch
    {
        ({ } id, { } label) => $"version {id} with {label}",
        ({ } id, null) => $"version {id}",
        _ => Label!.Value,
    };
}
