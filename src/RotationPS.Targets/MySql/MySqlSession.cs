using MySqlConnector;
using RotationPS.Engine.Accounts;
using RotationPS.Targets.MySql.Rights;

namespace RotationPS.Targets.MySql;

/// <summary>One connection to MySQL or MariaDB.</summary>
internal sealed class MySqlSession : ITargetSession
{
    private readonly MySqlSslMode _encryption;
    private readonly MySqlDataSource _source;
    private readonly MySqlTarget _target;
    private readonly MySqlDialogue _dialogue;
    private readonly AccountLocks _locks;
    private readonly PasswordChanges _passwords;
    private readonly CloneKeeper _clones;

    public MySqlSession(MySqlSslMode encryption, MySqlDataSource source, MySqlTarget target, MySqlDialogue dialogue)
    {
        (_encryption, _source, _target, _dialogue) = (encryption, source, target, dialogue);
        (_locks, _passwords, _clones) = (new AccountLocks(dialogue), new PasswordChanges(dialogue), new CloneKeeper(dialogue));
    }

    /// <inheritdoc/>
    public Login Login => _dialogue.Login;

    /// <inheritdoc/>
    public bool IsEncrypted => _encryption is not MySqlSslMode.None;

    /// <inheritdoc/>
    public bool MustChangePassword => _dialogue.MustChangePassword;

    /// <inheritdoc/>
    public bool HoldsTwoPasswords => _dialogue.Version.HoldsTwoPasswords;

    /// <inheritdoc/>
    public IReadOnlyList<string> Remarks => _dialogue.Host is "%" ? [] : [MySqlFailures.OneHostOnly(Login, _dialogue.Host)];

    /// <inheritdoc/>
    public Task LockAccountAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken) =>
        MustChangePassword ? Task.CompletedTask : _locks.TakeAsync(baseAccount, wait, cancellationToken);

    /// <inheritdoc/>
    public Task UnlockAccountsAsync(CancellationToken cancellationToken) => _locks.ReleaseAllAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<AccountDescription?> DescribeAccountAsync(AccountName name, CancellationToken cancellationToken) => _dialogue.CallAsync(name, async () =>
    {
        IReadOnlyList<HostAccount> rows;
        try
        {
            rows = await _dialogue.Accounts.ReadRowsAsync([name], cancellationToken).ConfigureAwait(false);
        }
        catch (MySqlException failure) when (MySqlFailures.MeansNoRight(failure))
        {
            // Who may not read the server's accounts knows of itself only that it has logged in.
            return name == Login.User ? new AccountDescription(name, true, null, null) : null;
        }

        if (rows.All(row => row.IsMark))
        {
            return null;
        }

        var mark = rows.FirstOrDefault(row => row.IsMark);
        var cloneOf = mark is null ? null : await _dialogue.Accounts.FindBaseAsync(mark, cancellationToken).ConfigureAwait(false);

        // A password may expire, but a new one cures that; an account never does.
        return new AccountDescription(name, rows.Any(row => !row.IsMark && !row.IsLocked), null, cloneOf);
    });

    /// <inheritdoc/>
    public Task CheckSuperuserAsync(AccountName account, CancellationToken cancellationToken) =>
        _dialogue.CallAsync(account, () => AdminPowers.DemandAsync(_dialogue.Connection, Login, account, cancellationToken));

    /// <summary>
    /// There is no transaction that could hold the account back until its password is on record, so the record comes first,
    /// after all that can be asked beforehand.
    /// </summary>
    public async Task CreateAccountAsync(AccountName name, Password password, Func<CancellationToken, Task> record, CancellationToken cancellationToken)
    {
        CheckName(name);
        PasswordChanges.DemandExpressible(name, password);
        await CheckSuperuserAsync(name, cancellationToken).ConfigureAwait(false);
        var rows = await _dialogue.CallAsync(name, () => _dialogue.Accounts.ReadRowsAsync([name], cancellationToken)).ConfigureAwait(false);
        if (rows.Count > 0)
        {
            throw MySqlFailures.AccountExists(name, Login.Server);
        }

        await record(cancellationToken).ConfigureAwait(false);
        AuthenticationMethod[] methods = [new AuthenticationMethod(_dialogue.Version.UsualPlugin, null).With(password, _dialogue.Version.CachingSha2)];
        await _dialogue.CallAsync(name, () => _dialogue.SetAsync(name, [_dialogue.Statements.Create(MySqlText.Account(name.Value, "%"), methods)], CancellationToken.None)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task ChangeOwnPasswordAsync(Password password, bool retainCurrent, CancellationToken cancellationToken) =>
        _passwords.ChangeOwnAsync(password, retainCurrent, cancellationToken);

    /// <inheritdoc/>
    public Task ResetPasswordAsync(AccountName name, Password password, CancellationToken cancellationToken)
    {
        CheckName(name);
        return _passwords.ResetAsync(name, password, cancellationToken);
    }

    /// <inheritdoc/>
    public Task EnsureCloneAsync(CloneTerms terms, Password? password, CancellationToken cancellationToken)
    {
        CheckNames(terms.Accounts);
        return _clones.EnsureAsync(terms, password, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> PreviewCloneAsync(CloneTerms terms, bool setsPassword, CancellationToken cancellationToken)
    {
        CheckNames(terms.Accounts);
        return _clones.PreviewAsync(terms, setsPassword, cancellationToken);
    }

    /// <inheritdoc/>
    public Task AdoptCloneAsync(AccountPair accounts, CancellationToken cancellationToken)
    {
        CheckNames(accounts);
        return _clones.AdoptAsync(accounts, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RightsDifference>> CompareRightsAsync(CloneTerms terms, CancellationToken cancellationToken)
    {
        CheckNames(terms.Accounts);
        return _clones.CompareAsync(terms, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _dialogue.Connection.DisposeAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    private void CheckName(AccountName name)
    {
        _target.CheckName(name);
        if (MySqlFailures.CharactersOf(name) > _dialogue.Version.NameCharacters)
        {
            throw MySqlFailures.NameTooLong(name, _dialogue.Version.Product, _dialogue.Version.NameCharacters);
        }
    }

    private void CheckNames(AccountPair accounts)
    {
        CheckName(accounts.BaseUser);
        CheckName(accounts.CloneUser);
    }
}
