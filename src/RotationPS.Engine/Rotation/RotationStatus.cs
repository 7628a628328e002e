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

    /// <summary>It failed; AWSCURRENT is where it was.</summary>
    Failed,
}
