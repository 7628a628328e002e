using RotationPS.Engine.Secrets;

namespace RotationPS.Resilience.Tests.Stage;

/// <summary>A version of a secret and what it says.</summary>
internal sealed record StagedVersion(VersionId Id, SecretDocument Document);
