using System.Text;
using MySqlConnector;

namespace RotationPS.Servers.MySql;

/// <summary>
/// A real MySQL server: one whose administrator's connection string is known, or one in Docker. Until it is disposed of, it
/// writes every statement to a table.
/// </summary>
public sealed class MySqlServer : MySqlProtocolServer, IAsyncDisposable
{
    /// <summary>Names the server: a connection string, or <c>docker</c>.</summary>
    public const string Variable = "ROTATIONPS_TEST_MYSQL";

    private const string InDocker = "docker";

    private readonly MySqlConnectionStringBuilder _settings;
    private readonly ContainerMySql? _container;
    private (string Output, bool IsOn, DateTime Start) _log;

    private MySqlServer(string connectionString, ContainerMySql? container) =>
        (_settings, _container) = (new MySqlConnectionStringBuilder(connectionString), container);

    /// <inheritdoc/>
    public override string Host => _settings.Server;

    /// <inheritdoc/>
    public override int Port => (int)_settings.Port;

    /// <inheritdoc/>
    public override string Login => _settings.UserID;

    /// <inheritdoc/>
    public override string Password => _settings.Password;

    /// <inheritdoc/>
    protected override MySqlSslMode Encryption => MySqlSslMode.Required;

    /// <summary>Finds the server that the environment names; null where it names none.</summary>
    public static async Task<MySqlServer?> FindAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } named)
        {
            return null;
        }

        var container = named is InDocker ? await ContainerMySql.StartAsync() : null;
        var server = new MySqlServer(container?.ConnectionString ?? named, container);
        var before = (await server.QueryAsync("SELECT @@GLOBAL.log_output, @@GLOBAL.general_log, NOW(6)"))[0];
        server._log = ((string)before[0]!, Convert.ToBoolean(before[1], null), (DateTime)before[2]!);
        await server.ExecuteAsync("SET GLOBAL log_output = 'TABLE'", "SET GLOBAL general_log = ON");
        return server;
    }

    /// <inheritdoc/>
    public override async Task<string> ReadStatementsAsync()
    {
        var rows = await QueryAsync($"SELECT command_type, argument FROM mysql.general_log WHERE event_time >= '{_log.Start:yyyy-MM-dd HH:mm:ss.ffffff}'");
        return string.Join('\n', rows.Select(row => $"{row[0]}\t{(row[1] is byte[] bytes ? Encoding.UTF8.GetString(bytes) : row[1])}"));
    }

    /// <summary>Has the server log as before, and removes it where it was started here.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_container is not null)
        {
            await _container.DisposeAsync();
            return;
        }

        await ExecuteAsync($"SET GLOBAL general_log = {(_log.IsOn ? "ON" : "OFF")}", $"SET GLOBAL log_output = '{_log.Output}'");
    }
}
