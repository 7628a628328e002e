using RotationPS.Engine.Accounts;

namespace RotationPS.Engine.Tests.Scenes.Broken;

/// <summary>A server whose sessions are broken in one way; all else it hands on.</summary>
internal sealed class ForwardingTarget(IRotationTarget inner, Func<ITargetSession, ITargetSession> breakSession) : IRotationTarget
{
    public IReadOnlyList<string> Engines => inner.Engines;

    public int DefaultPort => inner.DefaultPort;

    public string? DefaultDatabase => inner.DefaultDatabase;

    public string DefaultExcludeCharacters => inner.DefaultExcludeCharacters;

    public IReadOnlyList<CloneMode> CloneModes => inner.CloneModes;

    public void CheckName(AccountName name) => inner.CheckName(name);

    public IReadOnlyList<string> Preview(AccountChange change) => inner.Preview(change);

    public IReadOnlyList<string> GrantsFor(AccountName account, AccountName? superuser) => inner.GrantsFor(account, superuser);

    public async Task<ITargetSession> LogInAsync(Login login, CancellationToken cancellationToken) =>
        breakSession(await inner.LogInAsync(login, cancellationToken));
}
