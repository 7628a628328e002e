namespace RotationPS.Engine.Secrets;

/// <summary>One version of a secret, without its value.</summary>
/// <param name="Arn">The secret's ARN.</param>
/// <param name="Name">The secret's name.</param>
/// <param name="VersionId">The version's id.</param>
/// <param name="Labels">The labels on it; none on a deprecated version.</param>
/// <param name="CreatedDate">When the version was made.</param>
public sealed record SecretVersion(
    string Arn,
    string Name,
    VersionId VersionId,
    IReadOnlyList<StageLabel> Labels,
    DateTimeOffset CreatedDate);
