namespace RotationPS.Engine.Configuration;

/// <summary>What somebody does beside rotating a secret that he names; it takes further permissions.</summary>
[Flags]
public enum RotationPurposes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Finds the secrets of a fleet, and reads twenty of them with one call.</summary>
    Fleet = 1,

    /// <summary>Gives the secret a schedule, or takes it away.</summary>
    Schedule = 2,
}
