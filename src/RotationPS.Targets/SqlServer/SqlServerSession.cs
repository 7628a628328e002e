using Microsoft.Data.SqlClient;
using RotationPS.Engine.Accounts;
using RotationPS.Targets.SqlServer.Reading;

namespace RotationPS.Targets.SqlServer;

/// <summary>One session on SQL Server.</summary>
internal sealed class SqlServerSession : ITargetSession
{
    /// <summary>sys.database_principals.authentication_type of a user whose password the database itself keeps.</summary>
    private const int ByDatabase = 2;

    private readonly SqlServerTarget _target;
    private readonly SqlServerDialogue _dialogue;
    private readonly AccountLocks _locks;
    private readonly PasswordChanges _passwords;
    private readonly CloneKeeper _clones;

    private SqlServerSession(SqlServerTarget target, SqlServerDialogue dialogue)
    {
        (_target, _dialogue) = (target, dialogue);
        (_locks, _passwords) = (new AccountLocks(dialogue), new PasswordChanges(dialogue, target));
        _clones = new CloneKeeper(dialogue, _passwords);
    }

    /// <inheritdoc/>
    public Login Login => _dialogue.Login;

    /// <inheritdoc/>
    public bool IsEncrypted => _dialogue.Connections.Encryption != SqlConnectionEncryptOption.Optional;

    /// <summary>Never: with a password that must be changed there is no session like this one.</summary>
    public bool MustChangePassword => false;

    /// <summary>Takes over a connection that is open, sets its waits and learns what kind of server it leads to.</summary>
    public static async Task<SqlServerSession> OpenAsync(SqlServerConnections connections, SqlServerTarget target, CancellationToken cancellationToken)
    {
        var milliseconds = (int)connections.Limits.Lock.TotalMilliseconds;
        var results = await connections.QueryAsync(
            connections.Database, [$"SET LOCK_TIMEOUT {milliseconds}", "SET XACT_ABORT ON", ServerQueries.Session], [], cancellationToken).ConfigureAwait(false);
        var facts = results[0][0];
        connections.Kind = ServerKind.Of(facts.Number(0), facts.Number(1));
        connections.Database = facts.TextOrNull(3) ?? connections.Database;
        return new SqlServerSession(target, new SqlServerDialogue(connections) { IsContained = facts.Number(2) == ByDatabase });
    }

    /// <inheritdoc/>
    public Task LockAccountAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken) =>
        _locks.TakeAsync(baseAccount, wait, cancellationToken);

    /// <inheritdoc/>
    public Task UnlockAccountsAsync(CancellationToken cancellationToken) => _locks.ReleaseAllAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<AccountDescription?> DescribeAccountAsync(AccountName name, CancellationToken cancellationToken)
    {
        var (_, facts) = await _dialogue.ReadAccountAsync(name, cancellationToken).ConfigureAwait(false);
        return facts.BaseUser is not { } account
            ? null
            : new AccountDescription(name, CanLogIn(account), null, await _clones.FindBaseAsync(name, account, facts.IsContained, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task CheckSuperuserAsync(AccountName account, CancellationToken cancellationToken)
    {
        var (powers, facts) = await _dialogue.ReadAccountAsync(account, cancellationToken).ConfigureAwait(false);
        powers.Demand(Login, account, facts);
    }

    /// <inheritdoc/>
    public async Task CreateAccountAsync(AccountName name, Password password, Func<CancellationToken, Task> record, CancellationToken cancellationToken)
    {
        _target.CheckName(name);
        await CheckSuperuserAsync(name, cancellationToken).ConfigureAwait(false);
        var batches = SqlServerStatements.Create(name, PasswordClause.Of(password, PasswordClause.NewInterim()), _dialogue.Kind, _dialogue.Connections.Database);
        if (_dialogue.Kind.IsAzure)
        {
            // Azure creates no login within a transaction, so the record comes first; without the login it names nobody.
            await record(cancellationToken).ConfigureAwait(false);
            await _dialogue.CallAsync(name, () => _dialogue.RunAsync(batches, CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
            return;
        }

        try
        {
            await _dialogue.CallAsync(name, () => _dialogue.BeginAsync(batches, cancellationToken), cancellationToken).ConfigureAwait(false);
            await record(cancellationToken).ConfigureAwait(false);

            // The password is on record; a cancellation now would only leave it unknown whether the account exists.
            await _dialogue.CallAsync(name, () => _dialogue.CommitAsync(CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
        }
        catch
        {
            await _dialogue.CallAsync(name, _dialogue.Connections.RollBackAsync, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task ChangeOwnPasswordAsync(Password password, bool retainCurrent, CancellationToken cancellationToken) =>
        _passwords.ChangeOwnAsync(password, retainCurrent, cancellationToken);

    /// <inheritdoc/>
    public Task ResetPasswordAsync(AccountName name, Password password, CancellationToken cancellationToken)
    {
        _target.CheckName(name);
        return _passwords.ResetAsync(name, password, cancellationToken);
    }

    /// <inheritdoc/>
    public Task EnsureCloneAsync(CloneTerms terms, Password? password, CancellationToken cancellationToken)
    {
        CheckNames(terms);
        return _clones.EnsureAsync(terms, password, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> PreviewCloneAsync(CloneTerms terms, bool setsPassword, CancellationToken cancellationToken)
    {
        CheckNames(terms);
        return _clones.PreviewAsync(terms, setsPassword, cancellationToken);
    }

    /// <inheritdoc/>
    public Task AdoptCloneAsync(AccountPair accounts, CancellationToken cancellationToken) => _clones.AdoptAsync(accounts, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RightsDifference>> CompareRightsAsync(CloneTerms terms, CancellationToken cancellationToken)
    {
        CheckNames(terms);
        return _clones.CompareAsync(terms, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _dialogue.Connections.DisposeAsync();

    private static bool CanLogIn(PrincipalFacts account) =>
        account is { IsSql: true, IsDisabled: false }
        && !account.Rights.Any(right => right is { Class: SecurableClass.Server, Permission: "CONNECT SQL", State: RightState.Deny });

    private void CheckNames(CloneTerms terms)
    {
        _target.CheckName(terms.Accounts.BaseUser);
        _target.CheckName(terms.Accounts.CloneUser);
    }
}
