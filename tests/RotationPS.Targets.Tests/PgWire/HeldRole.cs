using Npgsql;
using RotationPS.Engine.Accounts;
using RotationPS.Servers;
using RotationPS.Targets.PostgreSql;

namespace RotationPS.Targets.Tests.PgWire;

/// <summary>A role that another transaction is at work on.</summary>
internal static class HeldRole
{
    /// <summary>Begins the transaction; it lasts as long as its connection, unless it is ended there.</summary>
    public static async Task<NpgsqlConnection> OfAsync(PostgreSqlServer server, AccountName account)
    {
        var connection = await server.ConnectAsync(server.Login, server.Password);
        await using var command = new NpgsqlCommand($"BEGIN; ALTER ROLE {PostgreSqlText.Identifier(account.Value)} CONNECTION LIMIT 7", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }
}
