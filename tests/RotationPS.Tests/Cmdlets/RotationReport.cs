namespace RotationPS.Tests.Cmdlets;

/// <summary>What a rotation in another process reported.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="VersionId">The version that is AWSCURRENT.</param>
/// <param name="PreviousVersionId">The version that was AWSCURRENT when it planned.</param>
/// <param name="Plans">How often it planned.</param>
internal sealed record RotationReport(string Status, string VersionId, string PreviousVersionId, string Plans);
