namespace RotationPS.Output;

/// <summary>Where a secret stands.</summary>
public enum RotatedSecretState
{
    /// <summary>No rotation is running.</summary>
    Ready,

    /// <summary>A rotation was begun and is running or waits to be finished.</summary>
    Unfinished,
}
