using System.Net;
using MySqlConnector;

namespace RotationPS.Servers.MariaDb;

/// <summary>
/// A real MariaDB server of our own: from programs on this machine, else from packages it installs where it is root. It
/// has a folder and a port of its own, writes every statement to a log and is gone when this process is.
/// </summary>
public sealed class MariaDbServer : IAsyncDisposable
{
    private readonly LocalMariaDb _server;

    private MariaDbServer(LocalMariaDb server) => _server = server;

    /// <summary>The loopback address.</summary>
    public string Host { get; } = IPAddress.Loopback.ToString();

    /// <summary>The port.</summary>
    public int Port => _server.Port;

    /// <summary>The name of an account that may do everything.</summary>
    public string Login => LocalMariaDb.Superuser;

    /// <summary>Its password, random for each server.</summary>
    public string Password => _server.Password;

    /// <summary>The server's certificate; null without TLS.</summary>
    public string? CertificatePem => _server.Certificate?.CertificatePem;

    /// <summary>Starts a server.</summary>
    /// <param name="options">How it is set up.</param>
    /// <exception cref="ServerUnavailableException">No server could be had; the message says what to install.</exception>
    public static async Task<MariaDbServer> StartAsync(MariaDbServerOptions? options = null)
    {
        if (MariaDbBinaries.Find() is null && DebianPackages.CanInstall)
        {
            await DebianPackages.InstallAsync("mariadb-server");
        }

        var binaries = MariaDbBinaries.Find() ?? throw new ServerUnavailableException(
            "There is no MariaDB server: its programs (mariadbd, mariadb-install-db) are neither on PATH nor in the usual places. "
            + "Install the package 'mariadb-server' of your system.");
        return new MariaDbServer(await LocalMariaDb.StartAsync(binaries, options ?? new MariaDbServerOptions()));
    }

    /// <summary>Opens a new connection; the login is a real one.</summary>
    public async Task<MySqlConnection> ConnectAsync(string user, string password, string? database = null)
    {
        var connection = new MySqlConnection(new MySqlConnectionStringBuilder
        {
            Server = Host,
            Port = (uint)Port,
            UserID = user,
            Password = password,
            Database = database ?? string.Empty,
            Pooling = false,
            AllowUserVariables = true,
            SslMode = CertificatePem is null ? MySqlSslMode.None : MySqlSslMode.Required,
        }.ConnectionString);
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs statements as the superuser.</summary>
    public Task ExecuteAsync(params string[] statements) => ExecuteAsAsync(Login, Password, null, statements);

    /// <summary>Runs statements as an account, as an application would.</summary>
    public async Task ExecuteAsAsync(string user, string password, string? database, params string[] statements)
    {
        await using var connection = await ConnectAsync(user, password, database);
        foreach (var statement in statements)
        {
            await using var command = new MySqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Runs a query as the superuser and gives its rows.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<object?>>> QueryAsync(string query)
    {
        await using var connection = await ConnectAsync(Login, Password);
        await using var command = new MySqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<IReadOnlyList<object?>>();
        while (await reader.ReadAsync())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(index => reader.IsDBNull(index) ? null : reader.GetValue(index))]);
        }

        return rows;
    }

    /// <summary>Runs a query as the superuser and gives the first column of its first row; null where there is none.</summary>
    public async Task<object?> ScalarAsync(string query) => (await QueryAsync(query)).FirstOrDefault()?[0];

    /// <summary>Every statement that the server has heard so far, as its general log shows it.</summary>
    public Task<string> ReadStatementsAsync() => _server.ReadStatementsAsync();

    /// <summary>Stops the server and removes its data.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
