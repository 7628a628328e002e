using System.Globalization;
using RotationPS.Engine.Accounts;
using RotationPS.Servers.MySql;
using RotationPS.Targets.MySql;

namespace RotationPS.Targets.Tests.MySql;

public sealed class MySqlTargetTests(SharedMySql shared) : RotationTargetContract
{
    private readonly MySqlServer _server = shared.Server;

    protected override IRotationTarget Target { get; } = new MySqlTarget();

    protected override Login Superuser { get; } = SharedMySql.LoginTo(shared.Server);

    /// <summary>The target itself takes what MariaDB takes; the session then refuses what is too long for MySQL.</summary>
    protected override (AccountName Longest, AccountName TooLong) LimitOfNames =>
        (new AccountName(new string('é', 32)), new AccountName(new string('é', 129)));

    protected override Task<Login> AddAsync(AccountName name) => CreateAsync(name);

    protected override async Task<Login> AddSuperuserAsync()
    {
        var login = await CreateAsync(NewName());
        await _server.ExecuteAsync($"GRANT ALL PRIVILEGES ON *.* TO '{login.User}'@'%' WITH GRANT OPTION");
        return login;
    }

    protected override Task ExpireAsync(AccountName name, DateTimeOffset at) => AlterAsync(
        name, string.Create(CultureInfo.InvariantCulture, $"PASSWORD EXPIRE INTERVAL {(int)(at - DateTimeOffset.UtcNow).TotalDays} DAY"));

    protected override Task LockAsync(AccountName name) => AlterAsync(name, "ACCOUNT LOCK");

    protected override Task SetAsync(AccountName name, string value) => AlterAsync(name, $"WITH MAX_QUERIES_PER_HOUR {value}000");

    protected override async Task CutAsync(AccountName name)
    {
        foreach (var row in await _server.QueryAsync($"SELECT ID FROM information_schema.PROCESSLIST WHERE USER = '{name}'"))
        {
            await _server.ExecuteAsync($"KILL CONNECTION {row[0]}");
        }

        while (await _server.ScalarAsync($"SELECT 1 FROM information_schema.PROCESSLIST WHERE USER = '{name}'") is not null)
        {
            Token.ThrowIfCancellationRequested();
        }
    }

    private Task AlterAsync(AccountName name, string what) => _server.ExecuteAsync($"ALTER USER '{name}'@'%' {what}");

    private async Task<Login> CreateAsync(AccountName name)
    {
        var login = Superuser with { User = name, Password = NewPassword() };
        await _server.ExecuteAsync($"CREATE USER '{name}'@'%' IDENTIFIED BY '{login.Password.Reveal()}'");
        return login;
    }
}
