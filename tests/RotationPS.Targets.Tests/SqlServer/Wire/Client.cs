using Microsoft.Data.SqlClient;
using RotationPS.Servers.SqlServer;

namespace RotationPS.Targets.Tests.SqlServer.Wire;

/// <summary>Connects to an endpoint.</summary>
internal static class Client
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static SqlConnectionStringBuilder Settings(TdsEndpoint endpoint) => new()
    {
        DataSource = $"tcp:127.0.0.1,{endpoint.Port}",
        UserID = ScriptedEngine.Login,
        Password = ScriptedEngine.FirstPassword,
        ApplicationName = "tests",
        Encrypt = SqlConnectionEncryptOption.Optional,
        TrustServerCertificate = true,
        Pooling = false,
        ConnectTimeout = 30,
        ConnectRetryCount = 0,
    };

    public static async Task<SqlConnection> OpenAsync(TdsEndpoint endpoint, Action<SqlConnectionStringBuilder>? change = null)
    {
        var settings = Settings(endpoint);
        change?.Invoke(settings);
        var connection = new SqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(Token);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public static IEnumerable<Microsoft.Data.SqlClient.SqlError> Errors(SqlErrorCollection errors) => errors.Cast<Microsoft.Data.SqlClient.SqlError>();

    public static async Task<object?> ScalarAsync(SqlConnection connection, string batch)
    {
        await using var command = new SqlCommand(batch, connection);
        return await command.ExecuteScalarAsync(Token);
    }
}
