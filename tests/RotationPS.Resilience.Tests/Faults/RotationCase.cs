namespace RotationPS.Resilience.Tests.Faults;

/// <summary>What a rotation has to do; each of them makes other calls.</summary>
public enum RotationCase
{
    /// <summary>An account changes its own password.</summary>
    SingleUser,

    /// <summary>The superuser makes the clone.</summary>
    NewClone,

    /// <summary>It is the turn of a clone that exists.</summary>
    Clone,

    /// <summary>It is the turn of the base account.</summary>
    Base,
}
