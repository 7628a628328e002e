using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Recovery;

/// <summary>What is known of a password.</summary>
/// <param name="Works">Whether it logs in.</param>
/// <param name="Failure">Why it does not; null where it does, or was not tried.</param>
internal readonly record struct LoginFinding(bool Works, RotationException? Failure)
{
    /// <summary>Whether it was left alone, because another password of the account works.</summary>
    public bool IsNotTried => !Works && Failure is null;
}
