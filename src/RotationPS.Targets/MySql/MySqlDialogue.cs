using System.Data;
using System.Globalization;
using MySqlConnector;
using RotationPS.Engine.Accounts;
using RotationPS.Targets.MySql.Passwords;
using RotationPS.Targets.MySql.Rights;

namespace RotationPS.Targets.MySql;

/// <summary>What is said over one connection: what the server says of itself, statements, and their failures told apart.</summary>
internal sealed class MySqlDialogue(Login login, MySqlConnection connection, MySqlLimits limits)
{
    /// <summary>Who is logged in.</summary>
    public Login Login { get; } = login;

    public MySqlConnection Connection { get; } = connection;

    public MySqlVersion Version { get; private set; } = MySqlVersion.Parse(connection.ServerVersion);

    /// <summary>The host part of the account row that let us in.</summary>
    public string Host { get; private set; } = "%";

    /// <summary>Whether the password has to be changed before anything else.</summary>
    public bool MustChangePassword { get; private set; }

    public MySqlStatements Statements => new(Version);

    public AccountReader Accounts => new(Connection, Version, TimeoutSeconds);

    public TakeoverPowers Powers => new(Connection, Version, TimeoutSeconds);

    private int TimeoutSeconds => WholeSeconds.Of(limits.Statement);

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
            Version = MySqlVersion.Parse(answer[0]);
            Host = answer[1][(answer[1].LastIndexOf('@') + 1)..];
            await ExecuteAsync(
                $"SET SESSION sql_mode = 'STRICT_ALL_TABLES{(Version.HasAutoCreate ? ",NO_AUTO_CREATE_USER" : "")}', "
                + $"lock_wait_timeout = {Seconds(limits.Lock)}, wait_timeout = {Seconds(limits.Silence)}",
                cancellationToken).ConfigureAwait(false);
            if (!Version.IsMariaDb)
            {
                Version = Version with { CachingSha2 = await ReadFormatAsync(cancellationToken).ConfigureAwait(false) };
            }
        }
        catch (MySqlException failure) when (MySqlFailures.MeansMustChange(failure))
        {
            MustChangePassword = true;
        }
    }

    /// <summary>Runs statements one by one, some of which set a password, so that a refused value is a refused password.</summary>
    public async Task SetAsync(AccountName account, IEnumerable<string> statements, CancellationToken cancellationToken)
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

    /// <summary>Reads the first row of a query's answer, which has one.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(string query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var command = new MySqlCommand(query, Connection);
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
        await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)];
    }

    public Task CallAsync(AccountName account, Func<Task> call) => CallAsync(account, async () =>
    {
        await call().ConfigureAwait(false);
        return true;
    });

    /// <summary>Makes a call to the server and tells its failures apart.</summary>
    public async Task<T> CallAsync<T>(AccountName account, Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (MySqlException failure)
        {
            throw MySqlFailures.OfStatement(Login, account, failure, Connection.State is ConnectionState.Open);
        }
        catch (InvalidOperationException failure) when (Connection.State != ConnectionState.Open)
        {
            // The driver has noticed an earlier break.
            throw ServerFailures.ConnectionLost(Login.Server, failure);
        }
    }

    private static string Seconds(TimeSpan time) => WholeSeconds.Of(time).ToString(CultureInfo.InvariantCulture);

    private async Task<CachingSha2Format> ReadFormatAsync(CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        cancellationToken.ThrowIfCancellationRequested();
        await using var command = new MySqlCommand(@"SHOW GLOBAL VARIABLES LIKE 'caching\_sha2\_password\_%'", Connection);
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
        while (await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            settings[reader.GetString(0)] = reader.GetString(1);
        }

        return CachingSha2Format.Of(settings.GetValueOrDefault(CachingSha2Format.StorageSetting), settings.GetValueOrDefault(CachingSha2Format.RoundsSetting));
    }

    /// <summary>Runs a statement to its end; a cancellation is heeded before it.</summary>
    private async Task ExecuteAsync(string statement, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var command = new MySqlCommand(statement, Connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
