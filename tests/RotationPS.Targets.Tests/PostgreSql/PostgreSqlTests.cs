using RotationPS.Engine.Accounts;
using RotationPS.Servers;
using RotationPS.Targets.PostgreSql;

namespace RotationPS.Targets.Tests.PostgreSql;

/// <summary>What tests on a PostgreSQL server have in common.</summary>
public abstract class PostgreSqlTests(PostgreSqlServer server)
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected PostgreSqlServer Server { get; } = server;

    protected PostgreSqlTarget Target { get; } = new();

    protected Login Superuser { get; } = SharedPostgreSql.LoginTo(server);

    protected static AccountName NewName() => new($"app_{Guid.NewGuid():N}");

    protected static Password NewPassword() => new($"New-{Guid.NewGuid():N}");

    protected static WantedClone CloneOf(AccountName account) =>
        new(account, new AccountName($"{account}_clone"), NewPassword(), CloneMode.ActAs);

    protected static string Quoted(AccountName name) => PostgreSqlText.Identifier(name.Value);

    protected Task<ITargetSession> LogInAsync(Login login) => Target.LogInAsync(login, Token);

    /// <summary>Adds an account; the attributes are words of CREATE ROLE.</summary>
    protected async Task<Login> AddAsync(AccountName? name = null, string attributes = "")
    {
        var login = Superuser with { User = name ?? NewName(), Password = NewPassword() };
        await Server.ExecuteAsync($"CREATE ROLE {Quoted(login.User)} LOGIN {attributes} PASSWORD '{login.Password.Reveal()}'");
        return login;
    }

    /// <summary>Makes a clone as the superuser and gives its login.</summary>
    protected async Task<Login> EnsureCloneAsync(WantedClone request)
    {
        await using var superuser = await LogInAsync(Superuser);
        await request.MakeAsync(superuser);
        return Superuser with { User = request.Name, Password = request.Password };
    }

    /// <summary>Runs statements as an account, as an application would.</summary>
    protected async Task ExecuteAsync(Login login, string sql)
    {
        await using var connection = await Server.ConnectAsync(login.User.Value, login.Password.Reveal());
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
