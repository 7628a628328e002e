using RotationPS.Engine.Secrets;

namespace RotationPS.Servers.SecretsManager;

/// <summary>A version that the service has made but nobody has filled.</summary>
internal sealed record VersionWithoutValue(VersionId Id, DateTimeOffset Created, HashSet<StageLabel> Labels);
