using RotationPS.Engine.Accounts;

namespace RotationPS.Engine.Tests.Scenes.Broken;

/// <summary>Broken: nobody locks the account.</summary>
internal sealed class LocklessSession(ITargetSession inner) : ForwardingSession(inner)
{
    public static Ports Break(Ports ports) =>
        ports with { Target = new ForwardingTarget(ports.Target, session => new LocklessSession(session)) };

    public override Task LockAccountAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken) => Task.CompletedTask;
}
