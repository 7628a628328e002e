using RotationPS.Engine.Failures;

namespace RotationPS.Fleet;

/// <summary>What came of the script of -AfterRotation for one secret.</summary>
internal sealed record AfterRotationRun
{
    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public required RotationException? Failure { get; init; }

    /// <summary>Whether it was stopped with the pipeline, for which PowerShell stops a script before it tells the cmdlet.</summary>
    public required bool WasStopped { get; init; }

    /// <summary>What it wrote, and its programs to stderr.</summary>
    public required IReadOnlyList<string> Lines { get; init; }

    /// <summary>Its warnings.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
