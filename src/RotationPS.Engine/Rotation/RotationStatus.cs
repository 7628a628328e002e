namespace RotationPS.Engine.Rotation;

/// <summary>How a rotation ended.</summary>
public enum RotationStatus
{
    /// <summary>A new version is AWSCURRENT.</summary>
    Rotated,

    /// <summary>A version that another run had begun is AWSCURRENT.</summary>
    Resumed,

    /// <summary>Another run did the work meanwhile; there was nothing left to do.</summary>
    AlreadyCurrent,

    /// <summary>A repair has taken AWSPENDING off a version that nobody uses; AWSCURRENT is where it was.</summary>
    Abandoned,

    /// <summary>A repair has given the account the password of AWSCURRENT, which is where it was.</summary>
    Reconciled,

    /// <summary>It is not the time to rotate it; nothing was done.</summary>
    NotDue,

    /// <summary>The run was stopped before its turn; nothing was done.</summary>
    NotBegun,

    /// <summary>It failed; AWSCURRENT is where it was.</summary>
    Failed,
}
