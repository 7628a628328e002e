namespace RotationPS.Fleet;

/// <summary>What becomes of the other secrets where the script of -AfterRotation has failed for one.</summary>
public enum AfterRotationPolicy
{
    /// <summary>They go on; the failure is an error of that secret, and counts as one for -Canary and -StopAfterFailures.</summary>
    Continue,

    /// <summary>No further secret is begun; those under way are finished, and the others are told with the status NotBegun.</summary>
    Stop,
}
