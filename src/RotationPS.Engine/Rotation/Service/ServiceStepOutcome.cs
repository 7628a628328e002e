namespace RotationPS.Engine.Rotation.Service;

/// <summary>How a step that Secrets Manager asked for ended; one that failed throws.</summary>
public enum ServiceStepOutcome
{
    /// <summary>The step is done, by this call or by an earlier one that it repeats.</summary>
    Done,

    /// <summary>The version is AWSCURRENT already; there was nothing left to do.</summary>
    AlreadyCurrent,
}
