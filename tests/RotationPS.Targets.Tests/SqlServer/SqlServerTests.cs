using Microsoft.Data.SqlClient;
using RotationPS.Engine.Accounts;
using RotationPS.Targets.SqlServer;

namespace RotationPS.Targets.Tests.SqlServer;

/// <summary>What tests on a SQL Server have in common.</summary>
public abstract class SqlServerTests(SharedSqlServer server) : CloningTargetTests
{
    protected SharedSqlServer Server { get; } = server;

    protected override SqlServerTarget Target { get; } = new();

    protected override Login Superuser { get; } = server.Superuser;

    protected static string Quoted(AccountName name) => SharedSqlServer.Quoted(name.Value);

    /// <summary>Adds a login with a user in the database of the secret.</summary>
    protected async Task<Login> AddAsync(AccountName? name = null, bool checksPolicy = false, string? user = null)
    {
        var login = Superuser with { User = name ?? NewName(), Password = NewPassword() };
        await Server.ExecuteAsync(
            "master", $"CREATE LOGIN {Quoted(login.User)} WITH PASSWORD = N'{login.Password.Reveal()}', CHECK_EXPIRATION = OFF, CHECK_POLICY = {(checksPolicy ? "ON" : "OFF")}");
        await AddUserAsync(login, SharedSqlServer.Shop, user);
        return login;
    }

    protected Task AddUserAsync(Login login, string database, string? user = null) =>
        Server.ExecuteAsync(database, $"CREATE USER {SharedSqlServer.Quoted(user ?? login.User.Value)} FOR LOGIN {Quoted(login.User)}");

    /// <summary>Adds a database and gives its name.</summary>
    protected async Task<string> AddDatabaseAsync()
    {
        var database = $"d_{Guid.NewGuid():N}";
        await Server.ExecuteAsync("master", $"CREATE DATABASE {database}");
        return database;
    }

    /// <summary>Adds a schema with a table and gives the schema's name.</summary>
    protected async Task<string> AddTableAsync(string database)
    {
        var schema = $"s_{Guid.NewGuid():N}";
        await Server.ExecuteAsync(database, $"EXEC (N'CREATE SCHEMA {schema}')");
        await Server.ExecuteAsync(database, $"CREATE TABLE {schema}.orders (id int NOT NULL, price int NULL, secret int NULL)");
        return schema;
    }

    /// <summary>What an account may do, by the server's own word.</summary>
    protected async Task<bool> MayAsync(Login login, string database, string what, string on, string kind)
    {
        await using var connection = await Server.ConnectAsync(login, database);
        await using var command = new SqlCommand($"SELECT HAS_PERMS_BY_NAME({SharedSqlServer.Literal(on)}, N'{kind}', N'{what}')", connection);
        return await command.ExecuteScalarAsync(Token) is 1;
    }

    /// <summary>Whether a statement runs, as the account.</summary>
    protected async Task<bool> RunsAsync(Login login, string database, string sql)
    {
        try
        {
            await using var connection = await Server.ConnectAsync(login, database);
            await using var command = new SqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(Token);
            return true;
        }
        catch (SqlException refused) when (refused.Number is 229 or 230 or 4060 or 916 or 262)
        {
            return false;
        }
    }
}
