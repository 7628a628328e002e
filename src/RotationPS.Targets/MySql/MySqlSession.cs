using System.Data;
using System.Diagnostics;
using System.Globalization;
using MySqlConnector;
using RotationPS.Engine.Accounts;
using RotationPS.Targets.MySql.Rights;

namespace RotationPS.Targets.MySql;

/// <summary>One connection to MySQL or MariaDB.</summary>
internal sealed class MySqlSession(
    Login login, MySqlSslMode encryption, MySqlDataSource source, MySqlConnection connection, MySqlTarget target, MySqlLimits limits) : ITargetSession
{
    private MySqlVersion _version = MySqlVersion.Parse(connection.ServerVersion);

    /// <summary>The locks taken, one entry for each time: the server counts how often a lock is taken and wants it as often back.</summary>
    private readonly List<string> _locks = [];

    /// <summary>The host part of the account row that let us in.</summary>
    private string _host = "%";

    /// <inheritdoc/>
    public Login Login { get; } = login;

    /// <inheritdoc/>
    public bool IsEncrypted => encryption is not MySqlSslMode.None;

    /// <inheritdoc/>
    public bool MustChangePassword { get; private set; }

    /// <inheritdoc/>
    public bool HoldsTwoPasswords => _version.HoldsTwoPasswords;

    /// <inheritdoc/>
    public IReadOnlyList<string> Remarks { get; private set; } = [];

    private MySqlStatements Statements => new(_version);

    private AccountReader Accounts => new(connection, _version, WholeSeconds.Of(limits.Statement));

    /// <summary>
    /// Makes the session independent of the server's settings: names are quoted for backslash escapes and without
    /// ANSI_QUOTES, GRANT makes no accounts, and waits have an end.
    /// </summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            // VERSION() tells MariaDB from MySQL where a proxy in between shows a version of its own.
            var answer = await ReadAsync("SELECT VERSION(), CURRENT_USER()", cancellationToken).ConfigureAwait(false);
            _version = MySqlVersion.Parse(answer[0]);
            _host = answer[1][(answer[1].LastIndexOf('@') + 1)..];
            await ExecuteAsync(
                $"SET SESSION sql_mode = 'STRICT_ALL_TABLES{(_version.HasAutoCreate ? ",NO_AUTO_CREATE_USER" : "")}', "
                + $"lock_wait_timeout = {Seconds(limits.Lock)}, wait_timeout = {Seconds(limits.Silence)}",
                cancellationToken).ConfigureAwait(false);
        }
        catch (MySqlException failure) when (MySqlFailures.MeansMustChange(failure))
        {
            MustChangePassword = true;
        }

        if (_host is not "%")
        {
            Remarks = [MySqlFailures.OneHostOnly(Login, _host)];
        }
    }

    /// <inheritdoc/>
    public async Task LockAccountAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (MustChangePassword)
        {
            return;
        }

        await CallAsync(baseAccount, async () =>
        {
            var end = Stopwatch.GetTimestamp() + (long)(wait.TotalSeconds * Stopwatch.Frequency);
            while (!await TryLockAsync(baseAccount, end - Stopwatch.GetTimestamp(), cancellationToken).ConfigureAwait(false))
            {
                if (Stopwatch.GetTimestamp() >= end)
                {
                    throw ServerFailures.LockHeld(baseAccount, Login.Server, wait);
                }
            }
        }).ConfigureAwait(false);
    }

    /// <summary>
    /// Waits for the lock for a second at most, so that a cancellation is heeded in between. The driver's own way to break a
    /// wait off is a second login, whose connection string, password included, it keeps for the life of the process.
    /// </summary>
    private async Task<bool> TryLockAsync(AccountName baseAccount, long ticks, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var command = new MySqlCommand("SELECT GET_LOCK(@name, @wait)", connection);
        command.Parameters.AddWithValue("@name", AccountLockName.Of(baseAccount));
        command.Parameters.AddWithValue("@wait", Math.Clamp((double)ticks / Stopwatch.Frequency, 0, 1));
        var answer = await command.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false);
        var isTaken = answer is not null and not DBNull && Convert.ToInt32(answer, CultureInfo.InvariantCulture) == 1;
        if (isTaken)
        {
            _locks.Add(AccountLockName.Of(baseAccount));
        }

        return isTaken;
    }

    /// <inheritdoc/>
    public Task UnlockAccountsAsync(CancellationToken cancellationToken) => CallAsync(Login.User, async () =>
    {
        while (_locks.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await using var command = new MySqlCommand("SELECT RELEASE_LOCK(@name)", connection);
            command.Parameters.AddWithValue("@name", _locks[^1]);
            await command.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false);
            _locks.RemoveAt(_locks.Count - 1);
        }
    });

    /// <inheritdoc/>
    public Task<AccountDescription?> DescribeAccountAsync(AccountName name, CancellationToken cancellationToken) => CallAsync(name, async () =>
    {
        IReadOnlyList<HostAccount> rows;
        try
        {
            rows = await Accounts.ReadRowsAsync([name], cancellationToken).ConfigureAwait(false);
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
        var cloneOf = mark is null ? null : await Accounts.FindBaseAsync(mark, cancellationToken).ConfigureAwait(false);

        // A password may expire, but a new one cures that; an account never does.
        return new AccountDescription(name, rows.Any(row => !row.IsMark && !row.IsLocked), null, cloneOf);
    });

    /// <inheritdoc/>
    public Task CheckSuperuserAsync(AccountName account, CancellationToken cancellationToken) =>
        CallAsync(account, () => AdminPowers.DemandAsync(connection, Login, account, cancellationToken));

    /// <summary>
    /// There is no transaction that could hold the account back until its password is on record, so the record comes first,
    /// after all that can be asked beforehand.
    /// </summary>
    public async Task CreateAccountAsync(AccountName name, Password password, Func<CancellationToken, Task> record, CancellationToken cancellationToken)
    {
        CheckName(name);
        DemandExpressible(name, password);
        await CheckSuperuserAsync(name, cancellationToken).ConfigureAwait(false);
        var rows = await CallAsync(name, () => Accounts.ReadRowsAsync([name], cancellationToken)).ConfigureAwait(false);
        if (rows.Count > 0)
        {
            throw MySqlFailures.AccountExists(name, Login.Server);
        }

        await record(cancellationToken).ConfigureAwait(false);
        AuthenticationMethod[] methods = [new AuthenticationMethod(_version.UsualPlugin, null).With(password)];
        await CallAsync(name, () => SetAsync(name, [Statements.Create(MySqlText.Account(name.Value, "%"), methods)], CancellationToken.None)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task ChangeOwnPasswordAsync(Password password, bool retainCurrent, CancellationToken cancellationToken)
    {
        if (retainCurrent && !_version.HoldsTwoPasswords)
        {
            throw MySqlFailures.OnePasswordOnly(Login.User, _version);
        }

        DemandExpressible(Login.User, password);
        return CallAsync(Login.User, async () =>
        {
            var rows = MustChangePassword ? [] : await ReadOwnRowsAsync(cancellationToken).ConfigureAwait(false);
            if (rows.Count == 0)
            {
                await ChangeByOwnRightAsync(password, retainCurrent, cancellationToken).ConfigureAwait(false);
                return;
            }

            // The row that let us in comes last: until then its former password works.
            var ordered = CloneAlignment.Passwords(rows.OrderBy(row => string.Equals(row.Host, _host, StringComparison.OrdinalIgnoreCase)), password).ToList();
            DemandAny(Login.User, ordered.Count, rows);
            try
            {
                await SetAsync(Login.User, ordered.SelectMany(entry => Statements.SetPassword(entry.Row, entry.Methods, retainCurrent)), cancellationToken).ConfigureAwait(false);
            }
            catch (MySqlException failure) when (MySqlFailures.MeansNoRight(failure))
            {
                await ChangeByOwnRightAsync(password, retainCurrent, cancellationToken).ConfigureAwait(false);
            }
        });
    }

    /// <inheritdoc/>
    public Task ResetPasswordAsync(AccountName name, Password password, CancellationToken cancellationToken)
    {
        CheckName(name);
        DemandExpressible(name, password);
        return CallAsync(name, async () =>
        {
            var rows = (await Accounts.ReadRowsAsync([name], cancellationToken).ConfigureAwait(false)).Where(row => !row.IsMark).ToList();
            if (rows.Count == 0)
            {
                throw MySqlFailures.AccountNotFound(name, Login.Server);
            }

            var changes = CloneAlignment.Passwords(rows, password).ToList();
            DemandAny(name, changes.Count, rows);
            await SetAsync(name, changes.SelectMany(change => Statements.SetPassword(change.Row, change.Methods)), cancellationToken).ConfigureAwait(false);
        });
    }

    /// <inheritdoc/>
    public Task EnsureCloneAsync(CloneTerms terms, Password? password, CancellationToken cancellationToken)
    {
        CheckNames(terms.Accounts);
        if (password is not null)
        {
            DemandExpressible(terms.Accounts.CloneUser, password);
        }

        return CallAsync(terms.Accounts.CloneUser, async () =>
        {
            var statements = await StatementsAsync(terms, password, Statements, cancellationToken).ConfigureAwait(false);
            await SetAsync(terms.Accounts.CloneUser, statements, cancellationToken).ConfigureAwait(false);
        });
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> PreviewCloneAsync(CloneTerms terms, bool setsPassword, CancellationToken cancellationToken)
    {
        CheckNames(terms.Accounts);
        var masked = new MySqlStatements(_version) { MasksPasswords = true };
        var any = setsPassword ? new Password("********") : null;
        return CallAsync(terms.Accounts.CloneUser, () => StatementsAsync(terms, any, masked, cancellationToken));
    }

    /// <inheritdoc/>
    public Task AdoptCloneAsync(AccountPair accounts, CancellationToken cancellationToken)
    {
        CheckNames(accounts);
        return CallAsync(accounts.CloneUser, async () =>
        {
            var facts = await ReadExistingAsync(accounts, cancellationToken).ConfigureAwait(false);
            if (!facts.IsMarkedFor(accounts.BaseUser))
            {
                await SetAsync(
                    accounts.CloneUser,
                    [Statements.Mark(accounts), .. facts.ForeignMarks(accounts.BaseUser).Select(MySqlStatements.Unmark)],
                    cancellationToken).ConfigureAwait(false);
            }
        });
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RightsDifference>> CompareRightsAsync(CloneTerms terms, CancellationToken cancellationToken)
    {
        CheckNames(terms.Accounts);
        return CallAsync(terms.Accounts.CloneUser, async () =>
            new CloneAlignment(await ReadExistingAsync(terms.Accounts, cancellationToken).ConfigureAwait(false), terms, _version).Differences());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync().ConfigureAwait(false);
        await source.DisposeAsync().ConfigureAwait(false);
    }

    private static string Seconds(TimeSpan time) => WholeSeconds.Of(time).ToString(CultureInfo.InvariantCulture);

    private static void DemandExpressible(AccountName account, Password password)
    {
        if (!PrintableAscii.Is(password))
        {
            throw MySqlFailures.PasswordNotAscii(account);
        }
    }

    private void DemandAny(AccountName account, int changes, IReadOnlyList<HostAccount> rows)
    {
        if (changes == 0)
        {
            throw MySqlFailures.NoHash(account, Login.Server, string.Join(", ", rows.SelectMany(row => row.Methods).Select(method => method.Plugin).Distinct()));
        }
    }

    private void CheckName(AccountName name)
    {
        target.CheckName(name);
        if (MySqlFailures.CharactersOf(name) > _version.NameCharacters)
        {
            throw MySqlFailures.NameTooLong(name, _version.Product, _version.NameCharacters);
        }
    }

    private void CheckNames(AccountPair accounts)
    {
        CheckName(accounts.BaseUser);
        CheckName(accounts.CloneUser);
    }

    /// <summary>The rows of the account itself; none where it may not read them.</summary>
    private async Task<IReadOnlyList<HostAccount>> ReadOwnRowsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await Accounts.ReadRowsAsync([Login.User], cancellationToken).ConfigureAwait(false)).Where(row => !row.IsMark)];
        }
        catch (MySqlException failure) when (MySqlFailures.MeansNoRight(failure))
        {
            return [];
        }
    }

    /// <summary>Changes the password of the row that let us in, as every account may.</summary>
    private async Task ChangeByOwnRightAsync(Password password, bool retainCurrent, CancellationToken cancellationToken)
    {
        if (_version.IsMariaDb)
        {
            var method = new AuthenticationMethod(await ReadOwnPluginAsync(cancellationToken).ConfigureAwait(false), null);
            if (!method.TakesHash)
            {
                throw MySqlFailures.NoHash(Login.User, Login.Server, method.Plugin);
            }

            await SetAsync(Login.User, [MySqlStatements.SetOwnHash(method.With(password))], cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            await SetAsync(Login.User, [MySqlStatements.SetOwnPassword(password, replaced: null, retainCurrent)], cancellationToken).ConfigureAwait(false);
        }
        catch (MySqlException failure) when (failure.Number == MySqlFailures.CurrentPasswordMissing)
        {
            await SetAsync(Login.User, [MySqlStatements.SetOwnPassword(password, Login.Password, retainCurrent)], cancellationToken).ConfigureAwait(false);
        }

        if (!retainCurrent && _version.HoldsTwoPasswords)
        {
            await DiscardOwnAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lets a former password go that was kept beside the last one. Who may not do so could not have kept one either.</summary>
    private async Task DiscardOwnAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SetAsync(Login.User, [MySqlStatements.DiscardOwn], cancellationToken).ConfigureAwait(false);
        }
        catch (MySqlException failure) when (MySqlFailures.MeansNoRight(failure))
        {
            return;
        }
    }

    /// <summary>The first plugin in the account's own words that takes a hash; SHOW CREATE USER shows oneself to everybody.</summary>
    private async Task<string> ReadOwnPluginAsync(CancellationToken cancellationToken)
    {
        if (MustChangePassword)
        {
            // Nothing can be read, and the oldest plugin is also the usual one.
            return _version.UsualPlugin;
        }

        var text = (await ReadAsync("SHOW CREATE USER CURRENT_USER()", cancellationToken).ConfigureAwait(false))[0];
        return OwnPlugin.In(text);
    }

    private async Task<TwinFacts> ReadTwinsAsync(AccountPair accounts, CancellationToken cancellationToken)
    {
        var facts = await Accounts.ReadTwinsAsync(accounts, cancellationToken).ConfigureAwait(false);
        return facts.AreRightsHidden ? throw MySqlFailures.MayNotSeeRights(Login, accounts.BaseUser) : facts;
    }

    private async Task<TwinFacts> ReadExistingAsync(AccountPair accounts, CancellationToken cancellationToken)
    {
        var facts = await ReadTwinsAsync(accounts, cancellationToken).ConfigureAwait(false);
        return facts switch
        {
            { BaseRows: [] } => throw MySqlFailures.AccountNotFound(accounts.BaseUser, Login.Server),
            { CloneRows: [] } => throw MySqlFailures.AccountNotFound(accounts.CloneUser, Login.Server),
            _ => facts,
        };
    }

    private async Task<IReadOnlyList<string>> StatementsAsync(
        CloneTerms terms, Password? password, MySqlStatements statements, CancellationToken cancellationToken)
    {
        var accounts = terms.Accounts;
        var facts = password is not null && terms.Mode is not CloneMode.Existing
            ? await ReadTwinsAsync(accounts, cancellationToken).ConfigureAwait(false)
            : await ReadExistingAsync(accounts, cancellationToken).ConfigureAwait(false);
        if (facts.BaseRows.Count == 0)
        {
            throw MySqlFailures.AccountNotFound(accounts.BaseUser, Login.Server);
        }

        if (facts.CloneRows.Count > 0 && !facts.IsMarkedFor(accounts.BaseUser) && !terms.Adopt)
        {
            var markedFor = facts.Marks.Count == 0 ? null : await Accounts.FindBaseAsync(facts.Marks[0], cancellationToken).ConfigureAwait(false);
            throw ServerFailures.CloneNotOurs(accounts.CloneUser, accounts.BaseUser, markedFor);
        }

        if (password is not null)
        {
            var rows = terms.Mode is CloneMode.Existing ? facts.CloneRows : facts.BaseRows;
            DemandAny(terms.Mode is CloneMode.Existing ? accounts.CloneUser : accounts.BaseUser, CloneAlignment.Passwords(rows, password).Count(), rows);
        }

        return new CloneAlignment(facts, terms, _version).Statements(statements, password);
    }

    /// <summary>Runs statements one by one, some of which set a password, so that a refused value is a refused password.</summary>
    private async Task SetAsync(AccountName account, IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        foreach (var statement in statements)
        {
            try
            {
                await ExecuteAsync(statement, cancellationToken).ConfigureAwait(false);
            }
            catch (MySqlException failure) when (MySqlFailures.OfPassword(Login, account, failure) is { } told)
            {
                throw told;
            }
        }
    }

    /// <summary>Runs a statement to its end; a cancellation is heeded before it.</summary>
    private async Task ExecuteAsync(string statement, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var command = new MySqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<string>> ReadAsync(string query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var command = new MySqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
        await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)];
    }

    private Task CallAsync(AccountName account, Func<Task> call) => CallAsync(account, async () =>
    {
        await call().ConfigureAwait(false);
        return true;
    });

    /// <summary>Makes a call to the server and tells its failures apart.</summary>
    private async Task<T> CallAsync<T>(AccountName account, Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (MySqlException failure)
        {
            throw MySqlFailures.OfStatement(Login, account, failure, connection.State is ConnectionState.Open);
        }
        catch (InvalidOperationException failure) when (connection.State != ConnectionState.Open)
        {
            // The driver has noticed an earlier break.
            throw ServerFailures.ConnectionLost(Login.Server, failure);
        }
    }
}
