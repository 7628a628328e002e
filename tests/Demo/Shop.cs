using Npgsql;
using RotationPS.Servers;

namespace RotationPS.Demo;

/// <summary>A web shop's database: a table of orders, the accounts that write to it, and one connection held open.</summary>
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
                _ => "error\tThe question is not known.",
            };
        }
        catch (NpgsqlException failure)
        {
            return $"error\t{failure.Message.ReplaceLineEndings(" ")}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _held.DisposeAsync();
        await _server.DisposeAsync();
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
