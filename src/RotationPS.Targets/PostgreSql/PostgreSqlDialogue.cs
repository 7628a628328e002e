using System.Data;
using System.Globalization;
using Npgsql;
using RotationPS.Engine.Accounts;
using RotationPS.Targets.PgWire;

namespace RotationPS.Targets.PostgreSql;

/// <summary>What is said over one connection: its preparation, locks and statements, and their failures told apart.</summary>
internal sealed class PostgreSqlDialogue(Login login, NpgsqlConnection connection, PostgreSqlLimits limits)
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

    private bool _isPrepared;

    /// <summary>Who is logged in.</summary>
    public Login Login { get; } = login;

    public NpgsqlConnection Connection { get; } = connection;

    /// <summary>What speaks against the server; known once a statement has run.</summary>
    public IReadOnlyList<string> Remarks { get; private set; } = [];

    public int MajorVersion => Connection.PostgreSqlVersion.Major;

    /// <summary>Takes an account's advisory lock, as <see cref="ITargetSession.LockAccountAsync"/> says.</summary>
    public async Task LockAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken)
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

    public async Task<NpgsqlTransaction> BeginAsync(CancellationToken cancellationToken) =>
        await Connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Runs statements in one round trip; outside a transaction they are one of their own. Each is a command by itself, so
    /// the driver does not look for several of them in one text that holds somebody's names.
    /// </summary>
    public async Task ExecuteAsync(IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        await using var batch = BatchOf(statements);
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs statements that set a password, so that a refused value is a refused password.</summary>
    public async Task SetPasswordAsync(AccountName account, IEnumerable<string> statements, CancellationToken cancellationToken)
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
    public Task ChangeAsync(AccountName account, Func<Task> change) => CallAsync(account, async () =>
    {
        for (var attempt = 1; attempt < Attempts; attempt++)
        {
            try
            {
                await change().ConfigureAwait(false);
                return;
            }
            catch (PostgresException failure) when (PgWireFailures.IsBrokenOff(failure))
            {
                // The next attempt tells.
            }
        }

        await change().ConfigureAwait(false);
    });

    public Task CallAsync(AccountName account, Func<Task> call) => CallAsync(account, async () =>
    {
        await call().ConfigureAwait(false);
        return true;
    });

    /// <summary>Makes a call to the server on a session that is prepared for it, and tells its failures apart.</summary>
    public Task<T> CallAsync<T>(AccountName account, Func<Task<T>> call) => TellAsync(account, async () =>
    {
        if (!_isPrepared)
        {
            await using var batch = BatchOf([Preparation()]);
            await PrepareAsync(batch, CancellationToken.None).ConfigureAwait(false);
        }

        return await call().ConfigureAwait(false);
    });

    private static string SetConfig(string setting, string value) =>
        $"pg_catalog.set_config({PostgreSqlText.Literal(setting)}, {PostgreSqlText.Literal(value)}, false)";

    /// <summary>At least one: PostgreSQL takes 0 for "without end".</summary>
    private static string Milliseconds(TimeSpan time) =>
        Math.Clamp(Math.Ceiling(time.TotalMilliseconds), 1, int.MaxValue).ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => WholeSeconds.Of(time).ToString(CultureInfo.InvariantCulture);

    private NpgsqlBatch BatchOf(IEnumerable<string> statements)
    {
        var batch = new NpgsqlBatch(Connection);
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        }

        return batch;
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
        catch (InvalidOperationException failure) when (Connection.State != ConnectionState.Open)
        {
            // The driver has noticed an earlier break.
            throw ServerFailures.ConnectionLost(Login.Server, failure);
        }
    }
}
