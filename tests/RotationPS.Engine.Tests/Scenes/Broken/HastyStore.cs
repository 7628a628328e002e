using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Tests.Scenes.Broken;

/// <summary>Broken: nobody waits until the store shows every write, for it claims to show them at once.</summary>
internal sealed class HastyStore(ISecretStore inner) : ForwardingStore(inner)
{
    public static Ports Break(Ports ports) => ports with { Store = new HastyStore(ports.Store) };

    public override TimeSpan ReadLag => TimeSpan.Zero;
}
