using RotationPS.Engine.Rotation;

namespace RotationPS.Engine.Fleet;

/// <summary>What a caller may decide about the rotation of many secrets.</summary>
public sealed record FleetOptions
{
    /// <summary>How many secrets are rotated at a time where nobody says otherwise.</summary>
    public const int UsualThrottleLimit = 5;

    /// <summary>The connections that one rotation has at most: one that holds the account's lock, and one that proves a login.</summary>
    public const int ConnectionsPerRotation = 2;

    /// <summary>
    /// How many connections there are to one database server at a time where nobody says otherwise: enough for eight rotations,
    /// and a small part of the hundred or so that servers take.
    /// </summary>
    public const int UsualServerLimit = 8 * ConnectionsPerRotation;

    /// <summary>How many secrets are rotated at a time; at least 1.</summary>
    public int ThrottleLimit { get; init; } = UsualThrottleLimit;

    /// <summary>How many connections there are to one database server at a time; at least <see cref="ConnectionsPerRotation"/>.</summary>
    public int ServerLimit { get; init; } = UsualServerLimit;

    /// <summary>After how many failures, of rotations and of what follows them, no further secret is begun; null for never.</summary>
    public int? StopAfterFailures { get; init; }

    /// <summary>How many secrets are rotated first, before any other is begun, and only if all of them come off, with what follows them; 0 for none.</summary>
    public int Canary { get; init; }

    /// <summary>What is decided about each rotation.</summary>
    public RotationOptions Rotation { get; init; } = new();
}
