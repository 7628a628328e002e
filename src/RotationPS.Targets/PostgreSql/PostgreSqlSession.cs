using Npgsql;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>One connection to PostgreSQL.</summary>
internal sealed class PostgreSqlSession(bool isEncrypted, NpgsqlDataSource source, PostgreSqlTarget target, PostgreSqlDialogue dialogue) : ITargetSession
{
    private readonly RoleReader _roles = new(dialogue.Connection);
    private readonly CloneKeeper _clones = new(dialogue);
    private readonly NewPasswords _passwords = new();

    /// <inheritdoc/>
    public Login Login => dialogue.Login;

    /// <inheritdoc/>
    public bool IsEncrypted => isEncrypted;

    /// <summary>Never: PostgreSQL has no passwords that must be changed.</summary>
    public bool MustChangePassword => false;

    /// <inheritdoc/>
    public IReadOnlyList<string> Remarks => dialogue.Remarks;

    /// <inheritdoc/>
    public Task LockAccountAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken) =>
        dialogue.LockAsync(baseAccount, wait, cancellationToken);

    /// <inheritdoc/>
    public async Task UnlockAccountsAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", dialogue.Connection);
        await dialogue.CallAsync(Login.User, () => command.ExecuteNonQueryAsync(cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<AccountDescription?> DescribeAccountAsync(AccountName name, CancellationToken cancellationToken) =>
        dialogue.CallAsync(name, () => _roles.DescribeAsync(name, cancellationToken));

    /// <inheritdoc/>
    public async Task CheckSuperuserAsync(AccountName account, CancellationToken cancellationToken)
    {
        var (powers, _) = await dialogue.CallAsync(account, () => _roles.InspectAsync(account, account, cancellationToken)).ConfigureAwait(false);
        powers.Demand(Login, account, dialogue.MajorVersion);
    }

    /// <inheritdoc/>
    public async Task<PairDescription> InspectPairAsync(AccountPair accounts, CancellationToken cancellationToken)
    {
        var (powers, pair) = await dialogue.CallAsync(
            accounts.BaseUser, () => _roles.InspectAsync(accounts.BaseUser, accounts.CloneUser, cancellationToken)).ConfigureAwait(false);
        powers.Demand(Login, accounts.BaseUser, dialogue.MajorVersion);
        return pair;
    }

    /// <inheritdoc/>
    public async Task CreateAccountAsync(AccountName name, Password password, Func<CancellationToken, Task> record, CancellationToken cancellationToken)
    {
        target.CheckName(name);
        string[] statements = [PostgreSqlStatements.Create(name, await _passwords.LiteralOfAsync(name, password).ConfigureAwait(false))];
        await using var transaction = await dialogue.CallAsync(name, () => dialogue.BeginAsync(cancellationToken)).ConfigureAwait(false);
        await dialogue.CallAsync(name, () => dialogue.SetPasswordAsync(name, statements, cancellationToken)).ConfigureAwait(false);
        await record(cancellationToken).ConfigureAwait(false);

        // The password is on record; a cancellation now would only leave it unknown whether the account exists.
        await dialogue.CallAsync(name, () => transaction.CommitAsync(CancellationToken.None)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Expect(Password password) => _passwords.Expect(password);

    /// <inheritdoc/>
    public async Task ChangeOwnPasswordAsync(Password password, bool retainCurrent, CancellationToken cancellationToken)
    {
        if (retainCurrent)
        {
            throw PostgreSqlFailures.OnePasswordOnly(Login.User);
        }

        string[] statements =
        [
            PostgreSqlStatements.BecomeOneself,
            PostgreSqlStatements.SetPassword(Login.User, await _passwords.LiteralOfAsync(Login.User, password).ConfigureAwait(false)),
        ];
        await dialogue.ChangeAsync(Login.User, () => dialogue.SetPasswordAsync(Login.User, statements, cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task ResetPasswordAsync(AccountName name, Password password, CancellationToken cancellationToken)
    {
        target.CheckName(name);
        string[] statements = [PostgreSqlStatements.SetPassword(name, await _passwords.LiteralOfAsync(name, password).ConfigureAwait(false))];
        await dialogue.ChangeAsync(name, () => dialogue.SetPasswordAsync(name, statements, cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task EnsureCloneAsync(CloneTerms terms, Password? password, CancellationToken cancellationToken)
    {
        CheckNames(terms);

        // What the server stores of a password takes as long to compute as the pair to read: the two go on at once.
        var literal = password is null ? null : _passwords.LiteralOfAsync(terms.Accounts.CloneUser, password);
        return _clones.EnsureAsync(terms, literal, cancellationToken);
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
    public async ValueTask DisposeAsync()
    {
        await dialogue.Connection.DisposeAsync().ConfigureAwait(false);
        await source.DisposeAsync().ConfigureAwait(false);
    }

    private void CheckNames(CloneTerms terms)
    {
        target.CheckName(terms.Accounts.BaseUser);
        target.CheckName(terms.Accounts.CloneUser);
        if (terms.OwnerRole is { } owner)
        {
            target.CheckName(owner);
        }
    }
}
