using System.Diagnostics;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;

namespace RotationPS.Resilience.Tests.Stage;

/// <summary>What a worker told of one rotation.</summary>
/// <param name="Secret">The secret.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Version">The version that is AWSCURRENT now; null where a failed rotation has made none.</param>
/// <param name="Previous">The version that was AWSCURRENT when it began; null where it could not be read.</param>
/// <param name="Failure">Why it failed; empty where it did not.</param>
/// <param name="Begun">When each step began to be told, as time-stamps of <see cref="Stopwatch"/>.</param>
/// <param name="Ended">When the end was told.</param>
internal sealed record RotationReport(
    SecretId Secret,
    RotationStatus Status,
    VersionId? Version,
    VersionId? Previous,
    string Failure,
    IReadOnlyDictionary<RotationStep, long> Begun,
    long Ended)
{
    /// <summary>How long it took from the beginning of a step to the end of the rotation.</summary>
    public TimeSpan From(RotationStep step) => Stopwatch.GetElapsedTime(Begun[step], Ended);
}
