using System.Globalization;
using RotationPS.Engine.Accounts;
using RotationPS.Servers.MySql;
using RotationPS.Targets.MySql;

namespace RotationPS.Targets.Tests.MySql;

/// <summary>The contract on a real server, be it MariaDB or MySQL; the two differ in the names that they take.</summary>
public abstract class MySqlProtocolTargetContract(MySqlProtocolServer server) : RotationTargetContract
{
    protected override IRotationTarget Target { get; } = new MySqlTarget();

    protected override Login Superuser { get; } = SharedMySql.LoginTo(server);

    protected override async Task<Login> AddAsync(AccountName name)
    {
        var login = Superuser with { User = name, Password = NewPassword() };
        await server.ExecuteAsync($"CREATE USER '{name}'@'%' IDENTIFIED BY '{login.Password.Reveal()}'");
        return login;
    }

    protected override async Task<Login> AddSuperuserAsync()
    {
        var login = await AddAsync();
        await server.ExecuteAsync($"GRANT ALL PRIVILEGES ON *.* TO '{login.User}'@'%' WITH GRANT OPTION");
        return login;
    }

    protected override Task ExpireAsync(AccountName name, DateTimeOffset at) => AlterAsync(
        name, string.Create(CultureInfo.InvariantCulture, $"PASSWORD EXPIRE INTERVAL {(int)(at - DateTimeOffset.UtcNow).TotalDays} DAY"));

    protected override Task LockAsync(AccountName name) => AlterAsync(name, "ACCOUNT LOCK");

    protected override Task SetAsync(AccountName name, string value) => AlterAsync(name, $"WITH MAX_QUERIES_PER_HOUR {value}000");

    protected override async Task CutAsync(AccountName name)
    {
        foreach (var row in await server.QueryAsync($"SELECT ID FROM information_schema.PROCESSLIST WHERE USER = '{name}'"))
        {
            await server.ExecuteAsync($"KILL CONNECTION {row[0]}");
        }

        while (await server.ScalarAsync($"SELECT 1 FROM information_schema.PROCESSLIST WHERE USER = '{name}'") is not null)
        {
            Token.ThrowIfCancellationRequested();
        }
    }

    private Task AlterAsync(AccountName name, string what) => server.ExecuteAsync($"ALTER USER '{name}'@'%' {what}");
}
