using RotationPS.Engine.Accounts;
using RotationPS.Servers;
using RotationPS.Targets.PostgreSql;

namespace RotationPS.Targets.Tests.PostgreSql;

/// <summary>What tests on a PostgreSQL server have in common.</summary>
public abstract class PostgreSqlTests(PostgreSqlServer server) : CloningTargetTests
{
    protected PostgreSqlServer Server { get; } = server;

    protected override PostgreSqlTarget Target { get; } = new();

    protected override Login Superuser { get; } = SharedPostgreSql.LoginTo(server);

    protected static string Quoted(AccountName name) => PostgreSqlText.Identifier(name.Value);

    /// <summary>Adds an account; the attributes are words of CREATE ROLE.</summary>
    protected async Task<Login> AddAsync(AccountName? name = null, string attributes = "")
    {
        var login = Superuser with { User = name ?? NewName(), Password = NewPassword() };
        await Server.ExecuteAsync($"CREATE ROLE {Quoted(login.User)} LOGIN {attributes} PASSWORD '{login.Password.Reveal()}'");
        return login;
    }

    /// <summary>Runs statements as an account, as an application would.</summary>
    protected async Task ExecuteAsync(Login login, string sql)
    {
        await using var connection = await Server.ConnectAsync(login.User.Value, login.Password.Reveal());
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    /// <summary>Adds a schema and gives its name.</summary>
    protected async Task<string> AddSchemaAsync(AccountName owner)
    {
        var schema = $"s_{Guid.NewGuid():N}";
        await Server.ExecuteAsync($"CREATE SCHEMA {schema} AUTHORIZATION {Quoted(owner)}");
        return schema;
    }

    /// <summary>Adds a database and gives its name.</summary>
    protected async Task<string> AddDatabaseAsync()
    {
        var database = $"d_{Guid.NewGuid():N}";
        await Server.ExecuteAsync($"CREATE DATABASE {database}");
        return database;
    }

    /// <summary>Waits until another session is stopped by what this connection holds.</summary>
    protected async Task UntilItBlocksAsync(Npgsql.NpgsqlConnection holder)
    {
        while (await Server.ScalarAsync($"SELECT 1 FROM pg_stat_activity WHERE {holder.ProcessID} = ANY (pg_blocking_pids(pid))") is null)
        {
            Token.ThrowIfCancellationRequested();
        }
    }
}
