using RotationPS.Engine.Accounts;
using RotationPS.Engine.Passwords;
using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation;

/// <summary>What every rotation works with.</summary>
/// <param name="Store">Where the secrets are.</param>
/// <param name="Targets">The kinds of server that are known.</param>
/// <param name="Passwords">Makes the new passwords.</param>
/// <param name="Clock">Tells the time and waits.</param>
public sealed record RotationEnvironment(ISecretStore Store, TargetCatalog Targets, PasswordGenerator Passwords, TimeProvider Clock)
{
    /// <summary>The superusers of a fleet, kept from one account to the next; null where each rotation has its own.</summary>
    public SuperuserSessions? Superusers { get; init; }
}
