namespace RotationPS.Engine.Fleet;

/// <summary>A secret that is to be rotated as soon as its server has a place.</summary>
/// <param name="Member">The secret.</param>
/// <param name="Gate">Where the place is.</param>
/// <param name="TakesSuperuser">Whether a superuser does the work.</param>
internal sealed record FleetTurn(FleetMember Member, ServerGate Gate, bool TakesSuperuser);
