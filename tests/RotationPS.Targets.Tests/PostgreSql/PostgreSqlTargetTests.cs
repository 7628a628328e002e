using RotationPS.Engine.Accounts;
using RotationPS.Servers;
using RotationPS.Targets.PostgreSql;

namespace RotationPS.Targets.Tests.PostgreSql;

public sealed class PostgreSqlTargetTests(SharedPostgreSql shared) : ExpiringTargetContract
{
    private readonly PostgreSqlServer _server = shared.Plain;

    protected override IRotationTarget Target { get; } = new PostgreSqlTarget();

    protected override Login Superuser { get; } = SharedPostgreSql.LoginTo(shared.Plain);

    protected override Task<Login> AddAsync(AccountName name) => CreateAsync(name, "LOGIN");

    protected override Task<Login> AddSuperuserAsync() => CreateAsync(NewName(), "LOGIN SUPERUSER");

    protected override Task ExpireAsync(AccountName name, DateTimeOffset at) => AlterAsync(name, $"VALID UNTIL '{at:O}'");

    protected override Task LockAsync(AccountName name) => AlterAsync(name, "NOLOGIN");

    protected override Task SetAsync(AccountName name, string value) => AlterAsync(name, $"SET statement_timeout = '{value}min'");

    /// <summary>Ends the account's connections, and returns when they are gone; before PostgreSQL 14 no function waits for that.</summary>
    protected override Task CutAsync(AccountName name) => _server.ExecuteAsync($"""
        DO $$
        BEGIN
            PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{name}';
            WHILE EXISTS (SELECT FROM pg_stat_activity WHERE usename = '{name}') LOOP
                PERFORM pg_sleep(0.01), pg_stat_clear_snapshot();
            END LOOP;
        END $$
        """);

    private Task AlterAsync(AccountName name, string what) => _server.ExecuteAsync($"ALTER ROLE \"{name}\" {what}");

    private async Task<Login> CreateAsync(AccountName name, string attributes)
    {
        var login = Superuser with { User = name, Password = NewPassword() };
        await _server.ExecuteAsync($"CREATE ROLE \"{name}\" {attributes} PASSWORD '{login.Password.Reveal()}'");
        return login;
    }
}
