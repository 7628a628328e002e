using RotationPS.Engine.Accounts;
using RotationPS.Targets.SqlServer.Reading;

namespace RotationPS.Targets.SqlServer;

/// <summary>Changes of passwords: in the packet of a login where the server can, in a statement where it cannot.</summary>
internal sealed class PasswordChanges(SqlServerDialogue dialogue, SqlServerTarget target)
{
    /// <summary>As <see cref="ITargetSession.ChangeOwnPasswordAsync"/> says.</summary>
    public async Task ChangeOwnAsync(Password password, bool retainCurrent, CancellationToken cancellationToken)
    {
        if (retainCurrent)
        {
            throw SqlServerFailures.OnePasswordOnly(dialogue.Login.User);
        }

        if (password.Equals(dialogue.Login.Password))
        {
            // A policy may forbid the change to itself; what is wanted is that this password works now.
            await using var proof = await target.LogInAsync(dialogue.Login, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (!dialogue.IsContained && dialogue.Kind.IsClassic)
        {
            // The change needs another connection, and this one holds the account's lock: where it is gone, so is the lock.
            await dialogue.CallAsync(dialogue.Login.User, () => dialogue.Connections.ExecuteAsync(dialogue.Connections.Database, [], cancellationToken), cancellationToken).ConfigureAwait(false);
            await ChangeInLoginAsync(dialogue.Login, dialogue.Connections.Database, password).ConfigureAwait(false);
            return;
        }

        var statement = SqlServerStatements.ChangeOwnPassword(
            dialogue.Login.User, SqlServerText.Literal(password.Reveal()), SqlServerText.Literal(dialogue.Login.Password.Reveal()), dialogue.IsContained);
        var database = dialogue.HomeOf(dialogue.IsContained);
        await dialogue.ChangeAsync(dialogue.Login.User, () => dialogue.Connections.ExecuteAsync(database, [statement], cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As <see cref="ITargetSession.ResetPasswordAsync"/> says.</summary>
    public async Task ResetAsync(AccountName name, Password password, CancellationToken cancellationToken)
    {
        var (powers, facts) = await dialogue.ReadAccountAsync(name, cancellationToken).ConfigureAwait(false);
        powers.Demand(dialogue.Login, name, facts);
        var account = facts.BaseUser ?? throw SqlServerFailures.AccountNotFound(name, dialogue.Login.Server);
        if (!account.IsSql)
        {
            throw SqlServerFailures.NotSqlLogin(name, dialogue.Login.Server);
        }

        var interim = PasswordClause.NewInterim();
        var statement = SqlServerStatements.SetPassword(account, PasswordClause.Of(password, interim), facts.IsContained, dialogue.Kind);
        var database = dialogue.HomeOf(facts.IsContained);
        await dialogue.ChangeAsync(name, () => dialogue.Connections.ExecuteAsync(database, [statement], cancellationToken), cancellationToken).ConfigureAwait(false);
        if (TakesInterimPassword(account, facts))
        {
            await ReplaceInterimAsync(name, account, interim, password).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a superuser can give the account an interim password only.</summary>
    public bool TakesInterimPassword(PrincipalFacts account, PairFacts facts) => !facts.IsContained && dialogue.Kind.IsClassic && account.ChecksPolicy;

    /// <summary>
    /// Lets the account change its interim password into the real one. Where a minimum age of passwords forbids that to
    /// the account and not to the superuser, the superuser sets it in a statement, whose text the server keeps out of its
    /// traces. See <see cref="PasswordClause"/>. Once begun it is not cancelled: the interim password is nowhere on record.
    /// </summary>
    public async Task ReplaceInterimAsync(AccountName name, PrincipalFacts account, Password interim, Password password)
    {
        var login = dialogue.Login with { User = new AccountName(account.Name), Password = interim };
        try
        {
            await SqlServerConnector.ChangePasswordAsync(
                login, SqlServerConnections.Master, dialogue.Connections.Encryption, password, dialogue.Connections.Limits).ConfigureAwait(false);
        }
        catch (Exception failure) when (SqlServerFailures.MeansTooSoon(failure))
        {
            var statement = $"ALTER LOGIN {SqlServerText.Identifier(account.Name)} WITH PASSWORD = {SqlServerText.Literal(password.Reveal())}";
            await dialogue.ChangeAsync(
                name, () => dialogue.Connections.ExecuteAsync(SqlServerConnections.Master, [statement], CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (SqlServerFailures.IsOfDriver(failure))
        {
            throw SqlServerFailures.OfPasswordChange(login, failure);
        }
    }

    private async Task ChangeInLoginAsync(Login login, string database, Password password)
    {
        try
        {
            await SqlServerConnector.ChangePasswordAsync(login, database, dialogue.Connections.Encryption, password, dialogue.Connections.Limits).ConfigureAwait(false);
        }
        catch (Exception failure) when (SqlServerFailures.IsOfDriver(failure))
        {
            throw SqlServerFailures.OfPasswordChange(login, failure);
        }
    }
}
