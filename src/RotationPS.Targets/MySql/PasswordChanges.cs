using MySqlConnector;
using RotationPS.Engine.Accounts;
using RotationPS.Targets.MySql.Rights;

namespace RotationPS.Targets.MySql;

/// <summary>Sets passwords of accounts as they are, by an administrator or by the account itself.</summary>
internal sealed class PasswordChanges(MySqlDialogue dialogue)
{
    private Login Login => dialogue.Login;

    private MySqlVersion Version => dialogue.Version;

    /// <summary>Demands a password that all clients send alike.</summary>
    public static void DemandExpressible(AccountName account, Password password)
    {
        if (!PrintableAscii.Is(password))
        {
            throw MySqlFailures.PasswordNotAscii(account);
        }
    }

    /// <summary>Demands that an account has a password of which a hash can be made, and that it lets in by itself.</summary>
    public static void DemandHash(AccountName account, ServerAddress server, IReadOnlyList<HostAccount> rows)
    {
        if (!rows.Any(row => row.TakesHash) || rows.Any(row => row.MoreFactors.Count > 0))
        {
            throw MySqlFailures.NoHash(account, server, string.Join(", ", rows.Select(row => row.Plugins).Distinct()));
        }
    }

    /// <summary>Changes the password of whoever is logged in.</summary>
    public Task ChangeOwnAsync(Password password, bool retainCurrent, CancellationToken cancellationToken)
    {
        if (retainCurrent && !Version.HoldsTwoPasswords)
        {
            throw MySqlFailures.OnePasswordOnly(Login.User, Version);
        }

        DemandExpressible(Login.User, password);
        return dialogue.CallAsync(Login.User, async () =>
        {
            var rows = dialogue.MustChangePassword ? [] : await ReadOwnRowsAsync(cancellationToken).ConfigureAwait(false);
            if (rows.Count == 0)
            {
                await ChangeByOwnRightAsync(password, retainCurrent, cancellationToken).ConfigureAwait(false);
                return;
            }

            DemandHash(Login.User, Login.Server, rows);
            try
            {
                // The row that let us in comes last: until then its former password works.
                var ordered = rows.OrderBy(row => string.Equals(row.Host, dialogue.Host, StringComparison.OrdinalIgnoreCase));
                await SetAsync(Login.User, ordered, password, retainCurrent, cancellationToken).ConfigureAwait(false);
            }
            catch (MySqlException failure) when (MySqlFailures.MeansNoRight(failure))
            {
                await ChangeByOwnRightAsync(password, retainCurrent, cancellationToken).ConfigureAwait(false);
            }
        });
    }

    /// <summary>Changes the password of an account, for each of its hosts.</summary>
    public Task ResetAsync(AccountName name, Password password, CancellationToken cancellationToken)
    {
        DemandExpressible(name, password);
        return dialogue.CallAsync(name, async () =>
        {
            var rows = (await dialogue.Accounts.ReadRowsAsync([name], cancellationToken).ConfigureAwait(false)).Where(row => !row.IsMark).ToList();
            if (rows.Count == 0)
            {
                throw MySqlFailures.AccountNotFound(name, Login.Server);
            }

            DemandHash(name, Login.Server, rows);
            await SetAsync(name, rows, password, retainCurrent: false, cancellationToken).ConfigureAwait(false);
        });
    }

    private Task SetAsync(AccountName account, IEnumerable<HostAccount> rows, Password password, bool retainCurrent, CancellationToken cancellationToken)
    {
        var changes = NewPasswords.For(rows, password, Version.CachingSha2).ToList();
        return dialogue.SetAsync(account, changes.SelectMany(change => dialogue.Statements.SetPassword(change.Row, change.Methods, retainCurrent)), cancellationToken);
    }

    /// <summary>The rows of the account itself; none where it may not read them.</summary>
    private async Task<IReadOnlyList<HostAccount>> ReadOwnRowsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await dialogue.Accounts.ReadRowsAsync([Login.User], cancellationToken).ConfigureAwait(false)).Where(row => !row.IsMark)];
        }
        catch (MySqlException failure) when (MySqlFailures.MeansNoRight(failure))
        {
            return [];
        }
    }

    /// <summary>Changes the password of the row that let us in, as every account may.</summary>
    private async Task ChangeByOwnRightAsync(Password password, bool retainCurrent, CancellationToken cancellationToken)
    {
        if (Version.IsMariaDb)
        {
            var method = new AuthenticationMethod(await ReadOwnPluginAsync(cancellationToken).ConfigureAwait(false), null);
            if (!method.TakesHash)
            {
                throw MySqlFailures.NoHash(Login.User, Login.Server, method.Plugin);
            }

            await dialogue.SetAsync(Login.User, [MySqlStatements.SetOwnHash(method.With(password, Version.CachingSha2))], cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            await dialogue.SetAsync(Login.User, [MySqlStatements.SetOwnPassword(password, replaced: null, retainCurrent)], cancellationToken).ConfigureAwait(false);
        }
        catch (MySqlException failure) when (failure.Number == MySqlFailures.CurrentPasswordMissing)
        {
            await dialogue.SetAsync(Login.User, [MySqlStatements.SetOwnPassword(password, Login.Password, retainCurrent)], cancellationToken).ConfigureAwait(false);
        }

        if (!retainCurrent && Version.HoldsTwoPasswords)
        {
            await DiscardOwnAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lets a former password go that was kept beside the last one. Who may not do so could not have kept one either.</summary>
    private async Task DiscardOwnAsync(CancellationToken cancellationToken)
    {
        try
        {
            await dialogue.SetAsync(Login.User, [MySqlStatements.DiscardOwn], cancellationToken).ConfigureAwait(false);
        }
        catch (MySqlException failure) when (MySqlFailures.MeansNoRight(failure))
        {
            return;
        }
    }

    /// <summary>The first plugin in the account's own words that takes a hash; SHOW CREATE USER shows oneself to everybody.</summary>
    private async Task<string> ReadOwnPluginAsync(CancellationToken cancellationToken)
    {
        if (dialogue.MustChangePassword)
        {
            // Nothing can be read, and the oldest plugin is also the usual one.
            return Version.UsualPlugin;
        }

        var text = (await dialogue.ReadAsync("SHOW CREATE USER CURRENT_USER()", cancellationToken).ConfigureAwait(false))[0];
        return OwnPlugin.In(text);
    }
}
