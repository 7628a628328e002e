using System.Text.RegularExpressions;
using RotationPS.Engine.Accounts;
using RotationPS.Servers.MySql;
using RotationPS.Targets.MySql;

namespace RotationPS.Targets.Tests.MySql;

/// <summary>What tests on a real server have in common, be it MariaDB or MySQL.</summary>
public abstract class MySqlProtocolTests(MySqlProtocolServer server) : CloningTargetTests
{
    /// <summary>How often a pair is swapped, so that each of the two has its turn again.</summary>
    protected const int Swaps = 4;

    protected MySqlProtocolServer Server { get; } = server;

    protected override MySqlTarget Target { get; } = new();

    protected override Login Superuser { get; } = SharedMySql.LoginTo(server);

    protected static string Row(AccountName name, string host = "%") => MySqlText.Account(name.Value, host);

    /// <summary>Adds an account that logs in by the server's own plugin.</summary>
    protected async Task<Login> AddPlainAsync()
    {
        var login = Superuser with { User = NewName(), Password = NewPassword() };
        await Server.ExecuteAsync($"CREATE USER {Row(login.User)} IDENTIFIED BY '{login.Password.Reveal()}'");
        return login;
    }

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

    /// <summary>
    /// Rotates a pair, and lets whoever is AWSCURRENT then make things and use what has been made in this swap and in every
    /// one before, be it by the other account.
    /// </summary>
    private protected async Task<Login> SwapAsync(RotatedPair pair, string database, int swap, string[] makes, Func<int, string[]> uses)
    {
        var current = await pair.RotateAsync();
        await ExecuteAsync(current, database, makes);
        for (var earlier = 1; earlier <= swap; earlier++)
        {
            await ExecuteAsync(current, database, uses(earlier));
        }

        return current;
    }

    /// <summary>Expects the server to say of an account and its clone the same but for their names, on every host.</summary>
    protected async Task AssertTwinsAsync(AccountName account, params string[] hosts)
    {
        foreach (var host in hosts.DefaultIfEmpty("%"))
        {
            Assert.Equal(await DefinitionAsync(account.Value, host), await DefinitionAsync($"{account}_clone", host));
        }
    }

    /// <summary>
    /// All that the server says of a row, without its name, its passwords and when they were set. A password follows AS in
    /// MySQL, and USING or BY PASSWORD in MariaDB, where 'invalid' is none.
    /// </summary>
    protected async Task<IReadOnlyList<string>> DefinitionAsync(string name, string host = "%")
    {
        var account = Row(new AccountName(name), host);
        var (create, grants) = (await Server.QueryAsync($"SHOW CREATE USER {account}"), await Server.QueryAsync($"SHOW GRANTS FOR {account}"));
        return
        [
            .. create.Concat(grants).Select(row => Regex.Replace(
                    ((string)row[0]!).Replace(name.Replace("`", "``"), "who", StringComparison.Ordinal).Replace(MySqlText.Literal(name), "'who'", StringComparison.Ordinal),
                    @" (AS|USING|BY PASSWORD) '(?!invalid)(?:[^'\\]|\\.)*'",
                    " $1 secret",
                    RegexOptions.Singleline))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The server gives the columns of a right in any order.</summary>
    private static string InOrder(string grant) => Regex.Replace(
        grant, @"\(([^)]*)\)", match => $"({string.Join(", ", match.Groups[1].Value.Split(", ").Order(StringComparer.Ordinal))})");

    /// <summary>Runs statements as an account, as an application would.</summary>
    protected Task ExecuteAsync(Login login, string? database, params string[] statements) =>
        Server.ExecuteAsAsync(login.User.Value, login.Password.Reveal(), database, statements);
}
