using RotationPS.Engine.Accounts;
using RotationPS.Targets.SqlServer;

namespace RotationPS.Targets.Tests.SqlServer;

[Collection(SharedSqlServer.OneAtATime)]
public sealed class SqlServerTargetTests(SharedSqlServer shared) : RotationTargetContract
{
    protected override IRotationTarget Target { get; } = new SqlServerTarget();

    protected override Login Superuser { get; } = shared.Superuser;

    protected override (AccountName Longest, AccountName TooLong) LimitOfNames =>
        (new AccountName(new string('é', 128)), new AccountName(new string('é', 129)));

    protected override Task<Login> AddAsync(AccountName name) => CreateAsync(name);

    protected override async Task<Login> AddSuperuserAsync()
    {
        var login = await CreateAsync(NewName());
        await ServerAsync($"ALTER SERVER ROLE sysadmin ADD MEMBER [{login.User}]");
        return login;
    }

    /// <summary>Logins have no end, so another setting changes instead.</summary>
    protected override Task ExpireAsync(AccountName name, DateTimeOffset at) =>
        ServerAsync($"ALTER LOGIN [{name}] WITH DEFAULT_LANGUAGE = [{(at.Year % 2 == 0 ? "Deutsch" : "Français")}]");

    protected override Task LockAsync(AccountName name) => ServerAsync($"ALTER LOGIN [{name}] DISABLE");

    /// <summary>A right on a role stands for any other right.</summary>
    protected override Task SetAsync(AccountName name, string value) => shared.ExecuteAsync(
        SharedSqlServer.Shop, $"CREATE ROLE [r_{name}_{value}]; GRANT VIEW DEFINITION ON ROLE::[r_{name}_{value}] TO [{name}]");

    protected override Task CutAsync(AccountName name) => shared.KillAsync(name);

    private Task ServerAsync(string sql) => shared.ExecuteAsync("master", sql);

    private async Task<Login> CreateAsync(AccountName name)
    {
        var login = Superuser with { User = name, Password = NewPassword() };
        await ServerAsync($"CREATE LOGIN [{name}] WITH PASSWORD = N'{login.Password.Reveal()}', CHECK_POLICY = OFF");
        await shared.ExecuteAsync(SharedSqlServer.Shop, $"CREATE USER [{name}] FOR LOGIN [{name}]");
        return login;
    }
}
