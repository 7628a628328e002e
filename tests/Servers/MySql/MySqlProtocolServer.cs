using MySqlConnector;

namespace RotationPS.Servers.MySql;

/// <summary>A server that speaks MySQL's protocol, MariaDB or MySQL, and an account on it that may do everything.</summary>
public abstract class MySqlProtocolServer
{
    /// <summary>Where it is.</summary>
    public abstract string Host { get; }

    /// <summary>The port.</summary>
    public abstract int Port { get; }

    /// <summary>The name of an account that may do everything.</summary>
    public abstract string Login { get; }

    /// <summary>Its password.</summary>
    public abstract string Password { get; }

    /// <summary>How connections of the tests themselves are encrypted.</summary>
    protected abstract MySqlSslMode Encryption { get; }

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
            SslMode = Encryption,
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
    public abstract Task<string> ReadStatementsAsync();
}
