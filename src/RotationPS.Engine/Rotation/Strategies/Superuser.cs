using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Strategies;

/// <summary>
/// The superuser of an account, from a secret of its own. Its credentials are only ever sent to the server they were
/// stored for: otherwise whoever may edit an application's secret could have them delivered to a host of his choice.
/// </summary>
internal sealed class Superuser
{
    private readonly RotationEnvironment _environment;
    private readonly SecretId _secret;
    private readonly IRotationTarget _target;
    private readonly ServerAddress _server;
    private readonly AccountPair _accounts;

    /// <param name="environment">Where to read the secret.</param>
    /// <param name="secret">The superuser's secret.</param>
    /// <param name="target">The account's engine.</param>
    /// <param name="server">The account's server.</param>
    /// <param name="accounts">The accounts it works on.</param>
    public Superuser(RotationEnvironment environment, SecretId secret, IRotationTarget target, ServerAddress server, AccountPair accounts)
    {
        _environment = environment;
        _secret = secret;
        _target = target;
        _server = server;
        _accounts = accounts;
    }

    /// <summary>The ARN of the secret; known once it has been read, null before.</summary>
    public string? Arn { get; private set; }

    /// <summary>Reads who the superuser is, and refuses one who belongs to another server or is the account itself.</summary>
    /// <exception cref="RotationException"><see cref="FailureKind.ResourceNotFound"/>, <see cref="FailureKind.SuperuserElsewhere"/>,
    /// <see cref="FailureKind.SuperuserIsAccount"/>, or what is wrong with the secret's JSON.</exception>
    public Task<(SecretVersion Version, Login Login)> ReadAsync(CancellationToken cancellationToken) => FindAsync(isAnew: false, cancellationToken);

    private async Task<(SecretVersion Version, Login Login)> FindAsync(bool isAnew, CancellationToken cancellationToken) => LoginOf(
        _environment.Superusers is { } superusers
            ? await superusers.ReadAsync(_secret, isAnew, () => ReadValueAsync(cancellationToken)).ConfigureAwait(false)
            : await ReadValueAsync(cancellationToken).ConfigureAwait(false));

    private (SecretVersion Version, Login Login) LoginOf(SecretValue value)
    {
        var document = SecretDocument.ParseCredentials(value.Text);
        var name = value.Version.Name;
        Arn = value.Version.Arn;
        if (document.Engine is { } engine && _environment.Targets.For(engine) != _target)
        {
            throw RotationFailures.SuperuserElsewhere(name, $"engine '{engine}'", _server);
        }

        // A secret with a user name and a password only, as RDS makes them, stands for the account's own server.
        if (document.Host is not null && document.ServerFor(_target) is var own && !own.IsSameServerAs(_server))
        {
            throw RotationFailures.SuperuserElsewhere(name, own.ToString(), _server);
        }

        if (_accounts.Has(document.UserName))
        {
            throw RotationFailures.SuperuserIsAccount(name, document.UserName);
        }

        // The account's database is where the account's lock is looked for, whoever takes it. An account's secret may
        // demand more encryption for the superuser than its own secret does, never less.
        var ssl = document.Ssl ?? (_server.Ssl is true ? true : null);
        return (value.Version, new Login(_server with { Ssl = ssl }, document.UserName, document.Password, IsServerUntrusted: document.Host is null));
    }

    /// <summary>
    /// Logs in. A superuser may itself be rotated at this very moment, perhaps by a run for the same fleet: then its secret
    /// is read once more, and what its rotation has not finished yet is tried too.
    /// </summary>
    /// <exception cref="RotationException">As for <see cref="ReadAsync"/> and <see cref="IRotationTarget.LogInAsync"/>.</exception>
    public async Task<ITargetSession> LogInAsync(CancellationToken cancellationToken)
    {
        var (version, login) = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (_environment.Superusers?.Take(login) is { } waiting)
        {
            return waiting;
        }

        if (_environment.Superusers?.RefusalOf(login) is { } earlier)
        {
            return await LogInAsNewerAsync(version, cancellationToken).ConfigureAwait(false)
                ?? throw RotationFailures.SuperuserRefused(version.Name, earlier);
        }

        try
        {
            return await LogInAsync(login, cancellationToken).ConfigureAwait(false);
        }
        catch (RotationException refused) when (refused.Kind is FailureKind.LoginFailed)
        {
            var session = await LogInAsNewerAsync(version, cancellationToken).ConfigureAwait(false)
                ?? await LogInAsPendingAsync(version, login, cancellationToken).ConfigureAwait(false);
            if (session is not null)
            {
                return session;
            }

            // Its rotation may have been finished between the two looks, and a look may be a moment old.
            await Task.Delay(_environment.Store.ReadLag, _environment.Clock, cancellationToken).ConfigureAwait(false);
            session = await LogInAsNewerAsync(version, cancellationToken).ConfigureAwait(false);
            if (session is null)
            {
                _environment.Superusers?.Refuse(login, refused);
                throw RotationFailures.SuperuserRefused(version.Name, refused);
            }

            return session;
        }
    }

    /// <returns>A session with AWSCURRENT as it is now; null where that is the version that was refused.</returns>
    private async Task<ITargetSession?> LogInAsNewerAsync(SecretVersion refused, CancellationToken cancellationToken)
    {
        var (newer, login) = await FindAsync(isAnew: true, cancellationToken).ConfigureAwait(false);
        return newer.VersionId == refused.VersionId ? null : await LogInAsync(login, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Between Set and Finish of a single user's rotation AWSCURRENT is refused, and AWSPENDING logs in.</summary>
    /// <returns>Null where there is no such version, it is another account's, or it is refused too.</returns>
    private async Task<ITargetSession?> LogInAsPendingAsync(SecretVersion current, Login refused, CancellationToken cancellationToken)
    {
        try
        {
            var value = await _environment.Store.GetValueAsync(_secret, VersionReference.Of(StageLabel.Pending), cancellationToken).ConfigureAwait(false);
            var (pending, login) = LoginOf(value);
            if (pending.VersionId == current.VersionId || login.User != refused.User)
            {
                return null;
            }

            var session = await LogInAsync(login, cancellationToken).ConfigureAwait(false);
            _environment.Superusers?.Keep(_secret, value);
            return session;
        }
        catch (RotationException none) when (none.Kind is FailureKind.ResourceNotFound or FailureKind.LoginFailed)
        {
            return null;
        }
    }

    private async Task<ITargetSession> LogInAsync(Login login, CancellationToken cancellationToken)
    {
        var session = await _target.LogInAsync(login, cancellationToken).ConfigureAwait(false);
        return _environment.Superusers?.Lend(session) ?? session;
    }

    private async Task<SecretValue> ReadValueAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _environment.Store.GetValueAsync(_secret, VersionReference.Current, cancellationToken).ConfigureAwait(false);
        }
        catch (RotationException error) when (error.Kind is FailureKind.ResourceNotFound)
        {
            throw RotationFailures.SuperuserSecretNotFound(_secret, error);
        }
    }
}
