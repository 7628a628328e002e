using RotationPS.Engine.Accounts;
using RotationPS.Servers.MySql;
using RotationPS.Targets.MySql;

namespace RotationPS.Targets.Tests.MySql;

/// <summary>What tests on a real server have in common, be it MariaDB or MySQL.</summary>
public abstract class MySqlProtocolTests(MySqlProtocolServer server)
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected MySqlProtocolServer Server { get; } = server;

    protected MySqlTarget Target { get; } = new();

    protected Login Superuser { get; } = SharedMySql.LoginTo(server);

    /// <summary>Short enough for a clone of it to have a name that every server takes; MySQL takes 32 characters.</summary>
    protected static AccountName NewName() => new($"app_{Guid.NewGuid().ToString("N")[..16]}");

    protected static Password NewPassword() => new($"New-{Guid.NewGuid():N}");

    protected static WantedClone CloneOf(AccountName account) =>
        new(account, new AccountName($"{account}_clone"), NewPassword(), CloneMode.Copy);

    protected static string Row(AccountName name, string host = "%") => MySqlText.Account(name.Value, host);

    protected Task<ITargetSession> LogInAsync(Login login) => Target.LogInAsync(login, Token);

    /// <summary>Adds a database and gives its name.</summary>
    protected async Task<string> AddDatabaseAsync()
    {
        var database = $"d_{Guid.NewGuid():N}";
        await Server.ExecuteAsync($"CREATE DATABASE {database}");
        return database;
    }

    /// <summary>Makes a clone as the superuser and gives its login.</summary>
    protected async Task<Login> EnsureCloneAsync(WantedClone request)
    {
        await using var superuser = await LogInAsync(Superuser);
        await request.MakeAsync(superuser);
        return Superuser with { User = request.Name, Password = request.Password };
    }

    protected async Task<IReadOnlyList<RightsDifference>> CompareAsync(WantedClone request)
    {
        await using var superuser = await LogInAsync(Superuser);
        return await superuser.CompareRightsAsync(request.Terms, Token);
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
