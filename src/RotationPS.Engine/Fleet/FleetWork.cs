namespace RotationPS.Engine.Fleet;

/// <summary>What a worker of a fleet is given to do next.</summary>
/// <param name="Member">The secret.</param>
internal abstract record FleetWork(FleetMember Member)
{
    /// <summary>Says what is to become of a secret that is new: it is left, has failed, or has to be approved.</summary>
    /// <param name="Member">The secret.</param>
    public sealed record Decide(FleetMember Member) : FleetWork(Member);

    /// <summary>Rotates a secret that is approved, in the place that it has got at its server.</summary>
    /// <param name="Turn">The secret and its place.</param>
    public sealed record Rotate(FleetTurn Turn) : FleetWork(Turn.Member);
}
