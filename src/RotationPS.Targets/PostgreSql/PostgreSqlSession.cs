using System.Data;
using System.Globalization;
using Npgsql;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>One connection to PostgreSQL.</summary>
internal sealed class PostgreSqlSession(
    Login login, bool isEncrypted, NpgsqlDataSource source, NpgsqlConnection connection, PostgreSqlTarget target, PostgreSqlLimits limits) : ITargetSession
{
    /// <summary>How much longer the driver waits than the server is told to, so that the server's own answer comes first.</summary>
    public const int AnswerMarginSeconds = 5;

    /// <summary>How often a change is tried when the server breaks it off in favour of another transaction.</summary>
    private const int Attempts = 5;

    /// <summary>
    /// Labels move only once a password is on the server's disk: with <c>synchronous_commit</c> off, a crash would bring
    /// the former password back. What the server is set to beyond that, such as waiting for standbys, stays.
    /// </summary>
    private const string CommitToDisk =
        "pg_catalog.set_config('synchronous_commit', CASE pg_catalog.current_setting('synchronous_commit') "
        + "WHEN 'off' THEN 'local' ELSE pg_catalog.current_setting('synchronous_commit') END, false)";

    /// <summary>Since PostgreSQL 12 an answer that nobody takes has a limit too, and a statement may keep one plan.</summary>
    private const int UserTimeoutVersion = 12;

    /// <summary>What password_encryption says where passwords are kept in the way of PostgreSQL 9.6.</summary>
    private const string OldEncryption = "md5";

    private readonly RoleReader _roles = new(connection);
    private readonly TwinReader _twins = new(connection);
    private bool _isPrepared;
    private TwinView? _inLine;

    /// <inheritdoc/>
    public Login Login { get; } = login;

    /// <inheritdoc/>
    public bool IsEncrypted => isEncrypted;

    /// <summary>Never: PostgreSQL has no passwords that must be changed.</summary>
    public bool MustChangePassword => false;

    /// <summary>What speaks against the server; known once the session has run a statement.</summary>
    public IReadOnlyList<string> Remarks { get; private set; } = [];

    private int MajorVersion => connection.PostgreSqlVersion.Major;

    /// <inheritdoc/>
    public async Task LockAccountAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken)
    {
        // The statements of a batch are one transaction: where the lock is not had, the time-outs are as before. Each is
        // parsed when those before it have run, so the first one may prepare the session for the others.
        string[] preparation = _isPrepared ? [] : [Preparation()];
        await using var batch = BatchOf(
        [
            .. preparation,
            $"SELECT {SetConfig("lock_timeout", Milliseconds(wait))}, {SetConfig("statement_timeout", "0")}",
            $"SELECT pg_catalog.pg_advisory_lock({AccountLockKey.Of(baseAccount).ToString(CultureInfo.InvariantCulture)})",
            $"SELECT {SetConfig("lock_timeout", Milliseconds(limits.Lock))}, {SetConfig("statement_timeout", Milliseconds(limits.Statement))}",
        ]);
        batch.Timeout = WholeSeconds.Of(wait) + AnswerMarginSeconds;
        await TellAsync(baseAccount, async () =>
        {
            try
            {
                return preparation.Length == 0
                    ? await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false)
                    : await PrepareAsync(batch, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                throw ServerFailures.LockHeld(baseAccount, Login.Server, wait, failure);
            }
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task UnlockAccountsAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection);
        await CallAsync(Login.User, () => command.ExecuteNonQueryAsync(cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<AccountDescription?> DescribeAccountAsync(AccountName name, CancellationToken cancellationToken) =>
        CallAsync(name, () => _roles.DescribeAsync(name, cancellationToken));

    /// <inheritdoc/>
    public async Task CheckSuperuserAsync(AccountName account, CancellationToken cancellationToken)
    {
        var (powers, _) = await CallAsync(account, () => _roles.InspectAsync(account, account, cancellationToken)).ConfigureAwait(false);
        powers.Demand(Login, account, MajorVersion);
    }

    /// <inheritdoc/>
    public async Task<PairDescription> InspectPairAsync(AccountPair accounts, CancellationToken cancellationToken)
    {
        var (powers, pair) = await CallAsync(
            accounts.BaseUser, () => _roles.InspectAsync(accounts.BaseUser, accounts.CloneUser, cancellationToken)).ConfigureAwait(false);
        powers.Demand(Login, accounts.BaseUser, MajorVersion);
        return pair;
    }

    /// <inheritdoc/>
    public async Task CreateAccountAsync(AccountName name, Password password, Func<CancellationToken, Task> record, CancellationToken cancellationToken)
    {
        target.CheckName(name);
        DemandExpressible(name, password);
        await using var transaction = await CallAsync(name, () => BeginAsync(cancellationToken)).ConfigureAwait(false);
        string[] statements = [PostgreSqlStatements.Create(name, PostgreSqlStatements.PasswordLiteral(password))];
        await CallAsync(name, () => SetPasswordAsync(name, statements, cancellationToken)).ConfigureAwait(false);
        await record(cancellationToken).ConfigureAwait(false);

        // The password is on record; a cancellation now would only leave it unknown whether the account exists.
        await CallAsync(name, () => transaction.CommitAsync(CancellationToken.None)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task ChangeOwnPasswordAsync(Password password, bool retainCurrent, CancellationToken cancellationToken)
    {
        if (retainCurrent)
        {
            throw PostgreSqlFailures.OnePasswordOnly(Login.User);
        }

        DemandExpressible(Login.User, password);
        string[] statements =
        [
            PostgreSqlStatements.BecomeOneself,
            PostgreSqlStatements.SetPassword(Login.User, PostgreSqlStatements.PasswordLiteral(password)),
        ];
        return ChangeAsync(Login.User, () => SetPasswordAsync(Login.User, statements, cancellationToken));
    }

    /// <inheritdoc/>
    public Task ResetPasswordAsync(AccountName name, Password password, CancellationToken cancellationToken)
    {
        target.CheckName(name);
        DemandExpressible(name, password);
        string[] statements = [PostgreSqlStatements.SetPassword(name, PostgreSqlStatements.PasswordLiteral(password))];
        return ChangeAsync(name, () => SetPasswordAsync(name, statements, cancellationToken));
    }

    /// <inheritdoc/>
    public Task EnsureCloneAsync(CloneTerms terms, Password? password, CancellationToken cancellationToken)
    {
        CheckNames(terms);
        if (password is not null)
        {
            DemandExpressible(terms.Accounts.CloneUser, password);
        }

        var literal = password is null ? null : PostgreSqlStatements.PasswordLiteral(password);
        return ChangeAsync(terms.Accounts.CloneUser, async () =>
        {
            await using var transaction = await BeginAsync(cancellationToken).ConfigureAwait(false);
            var view = await ReadOurPairAsync(terms, isMade: password is not null, cancellationToken).ConfigureAwait(false);
            var statements = new CloneAlignment(view).Statements(literal);
            var withPassword = password is null ? 0 : 1;
            if (withPassword > 0)
            {
                await SetPasswordAsync(terms.Accounts.CloneUser, statements.Take(withPassword), cancellationToken).ConfigureAwait(false);
            }

            if (statements.Count > withPassword)
            {
                await ExecuteAsync(statements.Skip(withPassword), cancellationToken).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            _inLine = statements.Count == 0 ? view : null;
        });
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> PreviewCloneAsync(CloneTerms terms, bool setsPassword, CancellationToken cancellationToken)
    {
        CheckNames(terms);
        return CallAsync(
            terms.Accounts.CloneUser,
            async () => new CloneAlignment(await ReadOurPairAsync(terms, setsPassword, cancellationToken).ConfigureAwait(false))
                .Statements(setsPassword ? PostgreSqlStatements.MaskedPassword : null));
    }

    /// <inheritdoc/>
    public Task AdoptCloneAsync(AccountPair accounts, CancellationToken cancellationToken) =>
        ChangeAsync(accounts.CloneUser, async () =>
        {
            var view = await ReadExistingPairAsync(new CloneTerms(accounts, CloneMode.Existing), cancellationToken).ConfigureAwait(false);
            var comment = view.Facts.CloneUser!.Comment;
            if (RoleMark.OfClone.Read(comment) != accounts.BaseUser)
            {
                var marked = RoleMark.OfClone.Put(comment, accounts.BaseUser);
                await ExecuteAsync([PostgreSqlStatements.Comment(accounts.CloneUser.Value, marked)], cancellationToken).ConfigureAwait(false);
            }
        });

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RightsDifference>> CompareRightsAsync(CloneTerms terms, CancellationToken cancellationToken)
    {
        CheckNames(terms);

        // Where the last call found nothing to do, to look again at once would take as long and find the same.
        var view = _inLine?.Terms == terms
            ? _inLine
            : await CallAsync(terms.Accounts.CloneUser, () => ReadExistingPairAsync(terms, cancellationToken)).ConfigureAwait(false);
        _inLine = null;
        return new CloneAlignment(view).Differences();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync().ConfigureAwait(false);
        await source.DisposeAsync().ConfigureAwait(false);
    }

    private static void DemandExpressible(AccountName account, Password password)
    {
        if (!PrintableAscii.Is(password))
        {
            throw PostgreSqlFailures.PasswordNotAscii(account);
        }
    }

    private static string SetConfig(string setting, string value) =>
        $"pg_catalog.set_config({PostgreSqlText.Literal(setting)}, {PostgreSqlText.Literal(value)}, false)";

    /// <summary>At least one: PostgreSQL takes 0 for "without end".</summary>
    private static string Milliseconds(TimeSpan time) =>
        Math.Clamp(Math.Ceiling(time.TotalMilliseconds), 1, int.MaxValue).ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => WholeSeconds.Of(time).ToString(CultureInfo.InvariantCulture);

    private void CheckNames(CloneTerms terms)
    {
        target.CheckName(terms.Accounts.BaseUser);
        target.CheckName(terms.Accounts.CloneUser);
        if (terms.OwnerRole is { } owner)
        {
            target.CheckName(owner);
        }
    }

    /// <summary>
    /// Makes the session independent of the account's own settings: they may name a schema with look-alikes of system
    /// functions, make every transaction read-only, print dates in another way or write commits down only later. And lets
    /// the server look after a client that says nothing: the account's lock goes with a machine that has lost its power,
    /// which by most systems' own settings the server would notice after two hours. A session that only proves a login
    /// runs no statement and needs none of this, so it is done with the first one.
    /// </summary>
    private string Preparation()
    {
        var settings = new Dictionary<string, string>
        {
            ["search_path"] = "pg_catalog, pg_temp",
            ["lock_timeout"] = Milliseconds(limits.Lock),
            ["statement_timeout"] = Milliseconds(limits.Statement),
            ["idle_in_transaction_session_timeout"] = "0",
            ["tcp_keepalives_idle"] = Seconds(limits.Silence / 2),
            ["tcp_keepalives_interval"] = Seconds(limits.Silence / 6),
            ["tcp_keepalives_count"] = "3",
            ["default_transaction_read_only"] = "off",
            ["DateStyle"] = "ISO",
            ["TimeZone"] = "UTC",
        };
        if (MajorVersion >= UserTimeoutVersion)
        {
            settings["tcp_user_timeout"] = Milliseconds(limits.Silence);
            settings["plan_cache_mode"] = "force_generic_plan";
        }

        var calls = settings.Select(setting => SetConfig(setting.Key, setting.Value)).Append(CommitToDisk);
        return $"SELECT pg_catalog.current_setting('password_encryption'), {string.Join(", ", calls)}";
    }

    /// <summary>Runs a batch whose first statement prepares the session.</summary>
    /// <returns>The number of rows of the last statement; there is nothing to be told.</returns>
    private async Task<int> PrepareAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var encryption = reader.GetString(0);
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
        {
            // What fails in a later statement is thrown here.
        }

        Remarks = encryption == OldEncryption ? [PostgreSqlFailures.OldEncryption(Login.Server)] : [];
        _isPrepared = true;
        return reader.RecordsAffected;
    }

    private async Task<TwinView> ReadPairAsync(CloneTerms terms, CancellationToken cancellationToken) =>
        new(await _twins.ReadAsync(terms, cancellationToken).ConfigureAwait(false), terms, connection.Database, MajorVersion);

    private async Task<TwinView> ReadExistingPairAsync(CloneTerms terms, CancellationToken cancellationToken)
    {
        var view = await ReadPairAsync(terms, cancellationToken).ConfigureAwait(false);
        return view.Facts switch
        {
            { BaseUser: null } => throw PostgreSqlFailures.AccountNotFound(terms.Accounts.BaseUser, Login.Server),
            { CloneUser: null } => throw PostgreSqlFailures.AccountNotFound(terms.Accounts.CloneUser, Login.Server),
            _ => view,
        };
    }

    /// <summary>Reads a pair that we may work on: the base is there, and the clone is none of somebody else's.</summary>
    private async Task<TwinView> ReadOurPairAsync(CloneTerms terms, bool isMade, CancellationToken cancellationToken)
    {
        var view = isMade && terms.Mode is not CloneMode.Existing
            ? await ReadPairAsync(terms, cancellationToken).ConfigureAwait(false)
            : await ReadExistingPairAsync(terms, cancellationToken).ConfigureAwait(false);
        var (baseAccount, clone) = (terms.Accounts.BaseUser, view.Facts.CloneUser);
        if (view.Facts.BaseUser is null)
        {
            throw PostgreSqlFailures.AccountNotFound(baseAccount, Login.Server);
        }

        var markedFor = RoleMark.OfClone.Read(clone?.Comment);
        if (clone is not null && markedFor != baseAccount && !terms.Adopt)
        {
            throw ServerFailures.CloneNotOurs(terms.Accounts.CloneUser, baseAccount, markedFor);
        }

        OwnerRole.Demand(view);
        return view;
    }

    private async Task<NpgsqlTransaction> BeginAsync(CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Runs statements in one round trip; outside a transaction they are one of their own. Each is a command by itself, so
    /// the driver does not look for several of them in one text that holds somebody's names.
    /// </summary>
    private async Task ExecuteAsync(IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        await using var batch = BatchOf(statements);
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private NpgsqlBatch BatchOf(IEnumerable<string> statements)
    {
        var batch = new NpgsqlBatch(connection);
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        }

        return batch;
    }

    /// <summary>Runs statements that set a password, so that a refused value is a refused password.</summary>
    private async Task SetPasswordAsync(AccountName account, IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(statements, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException failure) when (PostgreSqlFailures.OfPassword(Login, account, failure) is { } told)
        {
            throw told;
        }
    }

    /// <summary>
    /// Does a change, anew from its reads where the server broke it off in favour of another transaction. There is
    /// nothing to wait for in between: the other one goes on as soon as ours has ended.
    /// </summary>
    private Task ChangeAsync(AccountName account, Func<Task> change) => CallAsync(account, async () =>
    {
        for (var attempt = 1; attempt < Attempts; attempt++)
        {
            try
            {
                await change().ConfigureAwait(false);
                return;
            }
            catch (PostgresException failure) when (PostgreSqlFailures.IsWorthRepeating(failure))
            {
                // The next attempt tells.
            }
        }

        await change().ConfigureAwait(false);
    });

    private Task CallAsync(AccountName account, Func<Task> call) => CallAsync(account, async () =>
    {
        await call().ConfigureAwait(false);
        return true;
    });

    /// <summary>Makes a call to the server on a session that is prepared for it, and tells its failures apart.</summary>
    private Task<T> CallAsync<T>(AccountName account, Func<Task<T>> call) => TellAsync(account, async () =>
    {
        _inLine = null;
        if (!_isPrepared)
        {
            await using var batch = BatchOf([Preparation()]);
            await PrepareAsync(batch, CancellationToken.None).ConfigureAwait(false);
        }

        return await call().ConfigureAwait(false);
    });

    /// <summary>Tells the failures of a call apart.</summary>
    private async Task<T> TellAsync<T>(AccountName account, Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (NpgsqlException failure)
        {
            throw PostgreSqlFailures.OfStatement(Login, account, failure);
        }
        catch (InvalidOperationException failure) when (connection.State != ConnectionState.Open)
        {
            // The driver has noticed an earlier break.
            throw ServerFailures.ConnectionLost(Login.Server, failure);
        }
    }
}
