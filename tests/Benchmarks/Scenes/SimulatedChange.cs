using RotationPS.Engine.Secrets;

namespace RotationPS.Benchmarks.Scenes;

/// <summary>What an unfinished rotation has done to a simulated secret.</summary>
/// <param name="Version">The version it has made.</param>
/// <param name="IsCurrent">Whether that is AWSCURRENT.</param>
internal sealed record SimulatedChange(VersionId Version, bool IsCurrent);
