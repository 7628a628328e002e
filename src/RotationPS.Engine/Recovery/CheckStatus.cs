namespace RotationPS.Engine.Recovery;

/// <summary>How a check of a secret came out.</summary>
public enum CheckStatus
{
    /// <summary>All is well.</summary>
    Passed,

    /// <summary>Nobody is locked out, but something wants attention.</summary>
    Warning,

    /// <summary>Applications are refused, or the next rotation will fail.</summary>
    Failed,

    /// <summary>There was nothing to check, or it could not be checked.</summary>
    Skipped,
}
