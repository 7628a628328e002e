using MySqlConnector;
using Npgsql;
using RotationPS.Servers;
using RotationPS.Servers.MariaDb;

namespace RotationPS.Demo;

/// <summary>
/// A web shop's database: a table of orders, the accounts that write to it, and one connection held open. Its branch, on
/// MariaDB, is opened when somebody asks for it.
/// </summary>
internal sealed class Shop : IAsyncDisposable
{
    private const string Insert = "INSERT INTO orders (placed_by) VALUES (session_user)";
    private const string Setup = """
        CREATE ROLE app LOGIN PASSWORD '{0}';
        CREATE ROLE reports LOGIN PASSWORD '{1}';
        CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY, placed_by text NOT NULL);
        ALTER TABLE orders OWNER TO app;
        GRANT INSERT, SELECT ON orders TO reports;
        """;

    private readonly PostgreSqlServer _server;
    private readonly NpgsqlConnection _held;
    private MariaDbServer? _branch;

    private Shop(PostgreSqlServer server, NpgsqlConnection held, string appPassword, string reportsPassword)
    {
        _server = server;
        _held = held;
        Facts = [server.Host, $"{server.Port}", server.Login, server.Password, appPassword, reportsPassword];
    }

    /// <summary>Host, port, the superuser and its password, the passwords of app and reports.</summary>
    public IReadOnlyList<string> Facts { get; }

    public static async Task<Shop> OpenAsync()
    {
        var server = await PostgreSqlServer.StartAsync(new PostgreSqlServerOptions { LogStatements = true });
        try
        {
            var (app, reports) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString("N"));
            await server.ExecuteAsync(string.Format(null, Setup, app, reports));
            return new Shop(server, await server.ConnectAsync("app", app), app, reports);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task<string> AnswerAsync(string[] question)
    {
        try
        {
            return question switch
            {
                ["insert", var user, var password] => await InsertFreshAsync(user, password),
                ["insert-held"] => await InsertAsync(_held),
                ["log-contains", var text] => $"{(await _server.ReadLogAsync()).Contains(text, StringComparison.Ordinal)}",
                ["refused-logins"] => $"{(await _server.ReadLogAsync()).Split("FATAL:  password authentication failed").Length - 1}",
                ["mariadb"] => string.Join('\t', await OpenBranchAsync()),
                ["mariadb-login", var user, var password] => await LogInToBranchAsync(user, password),
                _ => "error\tThe question is not known.",
            };
        }
        catch (Exception failure) when (failure is NpgsqlException or MySqlException or ServerUnavailableException)
        {
            return $"error\t{failure.Message.ReplaceLineEndings(" ")}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_branch is not null)
        {
            await _branch.DisposeAsync();
        }

        await _held.DisposeAsync();
        await _server.DisposeAsync();
    }

    // Host, port, the superuser and its password, the password of app, who owns a database there.
    private async Task<string[]> OpenBranchAsync()
    {
        _branch = await MariaDbServer.StartAsync();
        var app = Guid.NewGuid().ToString("N");
        await _branch.ExecuteAsync("CREATE DATABASE branch", $"CREATE USER app IDENTIFIED BY '{app}'", "GRANT ALL ON branch.* TO app");
        return [_branch.Host, $"{_branch.Port}", _branch.Login, _branch.Password, app];
    }

    private async Task<string> LogInToBranchAsync(string user, string password)
    {
        await using var connection = await _branch!.ConnectAsync(user, password, "branch");
        return "1";
    }

    private static async Task<string> InsertAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Insert, connection);
        return $"{await command.ExecuteNonQueryAsync()}";
    }

    private async Task<string> InsertFreshAsync(string user, string password)
    {
        await using var connection = await _server.ConnectAsync(user, password);
        return await InsertAsync(connection);
    }
}
