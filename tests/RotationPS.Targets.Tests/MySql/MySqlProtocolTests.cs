using RotationPS.Engine.Accounts;
using RotationPS.Servers.MySql;
using RotationPS.Targets.MySql;

namespace RotationPS.Targets.Tests.MySql;

/// <summary>What tests on a real server have in common, be it MariaDB or MySQL.</summary>
public abstract class MySqlProtocolTests(MySqlProtocolServer server) : CloningTargetTests
{
    protected MySqlProtocolServer Server { get; } = server;

    protected override MySqlTarget Target { get; } = new();

    protected override Login Superuser { get; } = SharedMySql.LoginTo(server);

    protected static string Row(AccountName name, string host = "%") => MySqlText.Account(name.Value, host);

    /// <summary>Adds a database and gives its name.</summary>
    protected async Task<string> AddDatabaseAsync()
    {
        var database = $"d_{Guid.NewGuid():N}";
        await Server.ExecuteAsync($"CREATE DATABASE {database}");
        return database;
    }

    /// <summary>What SHOW GRANTS says of a row, with the account's name taken out.</summary>
    protected async Task<IReadOnlyList<string>> GrantsAsync(AccountName name, string host = "%")
    {
        var rows = await Server.QueryAsync($"SHOW GRANTS FOR {Row(name, host)}");
        return
        [
            .. rows.Select(row => (string)row[0]!)
                .Where(text => !text.StartsWith("SET DEFAULT ROLE", StringComparison.Ordinal))
                .Select(text => InOrder(text.Split(" IDENTIFIED ")[0].Replace($"`{name}`@", "who@", StringComparison.Ordinal)))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The server gives the columns of a right in any order.</summary>
    private static string InOrder(string grant) => System.Text.RegularExpressions.Regex.Replace(
        grant, @"\(([^)]*)\)", match => $"({string.Join(", ", match.Groups[1].Value.Split(", ").Order(StringComparer.Ordinal))})");

    /// <summary>Runs statements as an account, as an application would.</summary>
    protected Task ExecuteAsync(Login login, string? database, params string[] statements) =>
        Server.ExecuteAsAsync(login.User.Value, login.Password.Reveal(), database, statements);
}
