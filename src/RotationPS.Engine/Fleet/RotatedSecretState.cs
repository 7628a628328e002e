namespace RotationPS.Engine.Fleet;

/// <summary>Where a secret stands.</summary>
public enum RotatedSecretState
{
    /// <summary>No rotation is running, and none is due.</summary>
    Ready,

    /// <summary>Its window is open: it is time to rotate it.</summary>
    Due,

    /// <summary>A window has closed without a rotation, so the password is older than it was meant to be.</summary>
    Overdue,

    /// <summary>A rotation was begun and is running or waits to be finished.</summary>
    Unfinished,
}
