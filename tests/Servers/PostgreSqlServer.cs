using Npgsql;

namespace RotationPS.Servers;

/// <summary>
/// A real PostgreSQL server of our own: from programs on this machine, else from packages it installs where it is root,
/// else in Docker. It has a folder and a port of its own, asks for SCRAM passwords and is gone when this process is. The
/// environment variable ROTATIONPS_TEST_POSTGRESQL asks for another release than the machine's own, by its number.
/// </summary>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    private const string ReleaseVariable = "ROTATIONPS_TEST_POSTGRESQL";

    private readonly IPostgreSqlHost _host;
    private readonly PostgreSqlSetup _setup;
    private NpgsqlDataSource? _superuser;

    private PostgreSqlServer(IPostgreSqlHost host, PostgreSqlSetup setup) => (_host, _setup) = (host, setup);

    /// <summary>The loopback address, or the Docker host's name.</summary>
    public string Host => _host.Host;

    /// <summary>The port.</summary>
    public int Port => _host.Port;

    /// <summary>The superuser's name.</summary>
    public string Login => PostgreSqlSetup.Superuser;

    /// <summary>The superuser's password, random for each server.</summary>
    public string Password => _setup.Password;

    /// <summary>The superuser's connection string, to the database postgres.</summary>
    public string ConnectionString => ConnectionStringOf(Login, Password);

    /// <summary>The server's certificate; null without TLS.</summary>
    public string? CertificatePem => _setup.Certificate?.CertificatePem;

    private NpgsqlDataSource Superuser => _superuser ??= NpgsqlDataSource.Create(ConnectionString);

    /// <summary>Starts a server.</summary>
    /// <param name="options">How it is set up.</param>
    /// <exception cref="ServerUnavailableException">No server could be had; the message says what to install.</exception>
    public static async Task<PostgreSqlServer> StartAsync(PostgreSqlServerOptions? options = null)
    {
        var setup = new PostgreSqlSetup(options ?? new PostgreSqlServerOptions());
        return new PostgreSqlServer(await FindHostAsync(setup), setup);
    }

    /// <summary>The connection string of an account, without pooling.</summary>
    public string ConnectionStringOf(string user, string password, string database = "postgres") =>
        new NpgsqlConnectionStringBuilder
        {
            Host = Host,
            Port = Port,
            Username = user,
            Password = password,
            Database = database,
            Pooling = false,
            ApplicationName = "RotationPS.Servers",
        }.ConnectionString;

    /// <summary>Opens a new connection; the login is a real one.</summary>
    public async Task<NpgsqlConnection> ConnectAsync(string user, string password, string database = "postgres")
    {
        var connection = new NpgsqlConnection(ConnectionStringOf(user, password, database));
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
    public async Task ExecuteAsync(string sql)
    {
        await using var command = Superuser.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Runs a query as the superuser and gives its rows.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<object?>>> QueryAsync(string sql)
    {
        await using var command = Superuser.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<IReadOnlyList<object?>>();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add([.. row.Select(value => value is DBNull ? null : value)]);
        }

        return rows;
    }

    /// <summary>Runs a query as the superuser and gives the first column of its first row; null where there is none.</summary>
    public async Task<object?> ScalarAsync(string sql) => (await QueryAsync(sql)).FirstOrDefault()?[0];

    /// <summary>All that the server has logged so far. What happened before the answer to a call is in it after the call.</summary>
    public Task<string> ReadLogAsync() => _host.ReadLogAsync();

    /// <summary>Restarts the server; every connection is lost.</summary>
    public Task RestartAsync() => _host.RestartAsync();

    /// <summary>Stops the server as a crash does, without writing down what it still has in memory, and starts it again.</summary>
    public Task CrashAsync() => _host.CrashAsync();

    /// <summary>Stops the server and removes its data.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_superuser is not null)
        {
            await _superuser.DisposeAsync();
        }

        await _host.DisposeAsync();
    }

    private static async Task<IPostgreSqlHost> FindHostAsync(PostgreSqlSetup setup)
    {
        if (Environment.GetEnvironmentVariable(ReleaseVariable) is { Length: > 0 } release)
        {
            return await LocalPostgreSql.StartAsync(folder => PostgreSqlRelease.InstallAsync(release, folder), setup);
        }

        if (PostgreSqlBinaries.Find() is { } present)
        {
            return await LocalPostgreSql.StartAsync(present, setup);
        }

        var (installed, refusal) = await InstallAsync();
        if (installed is not null)
        {
            return await LocalPostgreSql.StartAsync(installed, setup);
        }

        try
        {
            return await ContainerPostgreSql.StartAsync(setup);
        }
        catch (Exception failure)
        {
            throw new ServerUnavailableException(
                "There is no PostgreSQL server: its programs (initdb, pg_ctl, postgres) are neither on PATH nor in the usual places. "
                + $"{refusal} Docker did not start one: {failure.Message} "
                + "Install the package 'postgresql' of your system, or start Docker.",
                failure);
        }
    }

    private static async Task<(string? Binaries, string Refusal)> InstallAsync()
    {
        if (!PostgreSqlPackages.CanInstall)
        {
            return (null, "Packages are installed only for root, with apt-get, dnf or apk.");
        }

        try
        {
            await PostgreSqlPackages.InstallAsync();
            return (PostgreSqlBinaries.Find(), "The packages that were installed do not have them.");
        }
        catch (ServerUnavailableException failure)
        {
            return (null, $"They could not be installed: {failure.Message}");
        }
    }
}
