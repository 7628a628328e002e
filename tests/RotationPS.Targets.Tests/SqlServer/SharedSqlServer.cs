using Microsoft.Data.SqlClient;
using RotationPS.Engine.Accounts;
using RotationPS.Servers.SqlServer;
using RotationPS.Servers.SqlServer.Catalogue;
using RotationPS.Targets.Tests.SqlServer;

[assembly: AssemblyFixture(typeof(SharedSqlServer))]

namespace RotationPS.Targets.Tests.SqlServer;

/// <summary>
/// The server of these tests: the one whose administrator's connection string is in ROTATIONPS_TEST_SQLSERVER, one in
/// Docker where that says <c>docker</c>, and else an endpoint in this process that knows what this module says to servers.
/// </summary>
public sealed class SharedSqlServer : IAsyncLifetime
{
    /// <summary>The tests of a server see all its databases, and some of them take one offline.</summary>
    public const string OneAtATime = "SQL Server";

    /// <summary>Two databases that all tests share.</summary>
    public const string Shop = "shop of tests";

    /// <summary>The other one; its name has to be quoted with care.</summary>
    public const string Stock = "st]ock's";

    private const string Variable = "ROTATIONPS_TEST_SQLSERVER";
    private const string InDocker = "docker";

    private TdsEndpoint? _endpoint;
    private ContainerSqlServer? _container;

    /// <summary>The endpoint's catalogue; null where the server is a real one.</summary>
    public SqlCatalogue? Catalogue { get; private set; }

    /// <summary>The administrator, in the database that accounts of the tests have in their secret.</summary>
    public Login Superuser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var password = $"Sa-{Guid.NewGuid():N}";
        switch (Environment.GetEnvironmentVariable(Variable))
        {
            case null or "":
                Catalogue = new SqlCatalogue(password);
                _endpoint = await TdsEndpoint.StartAsync(Catalogue);
                Superuser = new Login(new ServerAddress("127.0.0.1", _endpoint.Port, Shop, null), new AccountName("sa"), new Password(password));
                break;
            case InDocker:
                _container = await ContainerSqlServer.StartAsync(password);
                Superuser = LoginOf(_container.ConnectionString);
                break;
            case var connectionString:
                Superuser = LoginOf(connectionString);
                break;
        }

        foreach (var database in new[] { Shop, Stock })
        {
            await ExecuteAsync("master", $"IF DB_ID({Literal(database)}) IS NULL CREATE DATABASE {Quoted(database)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_endpoint is not null)
        {
            await _endpoint.DisposeAsync();
            Assert.Empty(Catalogue!.Unknown);
        }

        if (_container is not null)
        {
            await _container.DisposeAsync();
        }
    }

    public static string Quoted(string name) => $"[{name.Replace("]", "]]")}]";

    public static string Literal(string text) => $"N'{text.Replace("'", "''")}'";

    /// <summary>Connects as anybody.</summary>
    public async Task<SqlConnection> ConnectAsync(Login login, string database)
    {
        var connection = new SqlConnection(new SqlConnectionStringBuilder
        {
            DataSource = $"tcp:{login.Server.Host},{login.Server.Port}",
            InitialCatalog = database,
            UserID = login.User.Value,
            Password = login.Password.Reveal(),
            TrustServerCertificate = true,
            Pooling = false,
            ConnectRetryCount = 0,
        }.ConnectionString);
        try
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a batch as the administrator.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = await ConnectAsync(Superuser, "master");
        await using var command = new SqlCommand($"USE {Quoted(database)};\n{sql}", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Cuts the connections of an account from the server's side.</summary>
    public async Task KillAsync(AccountName name)
    {
        var sessions = new List<string>();
        await using var connection = await ConnectAsync(Superuser, "master");
        await using (var command = new SqlCommand($"SELECT session_id FROM sys.dm_exec_sessions WHERE login_name = {Literal(name.Value)}", connection))
        {
            await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            {
                sessions.Add($"KILL {reader.GetValue(0)}");
            }
        }

        await using var kill = new SqlCommand(string.Join(";\n", sessions), connection);
        await kill.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asks the administrator for one value.</summary>
    public async Task<object?> ScalarAsync(string database, string sql)
    {
        await using var connection = await ConnectAsync(Superuser, database);
        await using var command = new SqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static Login LoginOf(string connectionString)
    {
        var settings = new SqlConnectionStringBuilder(connectionString);
        var place = settings.DataSource.Replace("tcp:", string.Empty).Split(',');
        return new Login(
            new ServerAddress(place[0], place.Length > 1 ? int.Parse(place[1]) : 1433, Shop, null), new AccountName(settings.UserID), new Password(settings.Password));
    }
}
