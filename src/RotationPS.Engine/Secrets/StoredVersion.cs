namespace RotationPS.Engine.Secrets;

/// <summary>A version that was stored just now, or by an earlier call that this one repeats.</summary>
/// <param name="Arn">The secret's ARN.</param>
/// <param name="Name">The secret's name.</param>
/// <param name="VersionId">The version's id.</param>
/// <param name="Labels">The labels on it.</param>
public sealed record StoredVersion(string Arn, string Name, VersionId VersionId, IReadOnlyList<StageLabel> Labels);
