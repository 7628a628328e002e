using RotationPS.Engine.Accounts;

namespace RotationPS.Engine.Tests.Scenes;

/// <summary>A server as one process sees it, with hooks around every call the engine makes; under other engine names where some are given.</summary>
internal sealed class InterceptedTarget(IRotationTarget inner, CallHooks hooks, params IReadOnlyList<string> engines) : IRotationTarget
{
    private readonly List<Login> _logins = [];

    public IReadOnlyList<string> Engines => engines.Count > 0 ? engines : inner.Engines;

    public int DefaultPort => inner.DefaultPort;

    public string? DefaultDatabase => inner.DefaultDatabase;

    public string DefaultExcludeCharacters => inner.DefaultExcludeCharacters;

    public IReadOnlyList<CloneMode> CloneModes => inner.CloneModes;

    /// <summary>Who tried to log in, and where.</summary>
    public IReadOnlyList<Login> Logins => _logins;

    public void CheckName(AccountName name) => inner.CheckName(name);

    public void CheckNewPassword(AccountName account, Password password) => inner.CheckNewPassword(account, password);

    public IReadOnlyList<string> GrantsFor(AccountName account, AccountName? superuser) => inner.GrantsFor(account, superuser);

    public IReadOnlyList<string> Preview(AccountChange change) => inner.Preview(change);

    public Task<ITargetSession> LogInAsync(Login login, CancellationToken cancellationToken) =>
        hooks.AroundAsync<ITargetSession>("Target.LogIn", login.User.Value, null, async () =>
        {
            _logins.Add(login);
            return new InterceptedSession(await inner.LogInAsync(login, cancellationToken), hooks);
        });
}
