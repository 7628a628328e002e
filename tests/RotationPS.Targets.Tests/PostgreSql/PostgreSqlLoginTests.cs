using System.Net;
using System.Net.Sockets;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Targets.PostgreSql;

namespace RotationPS.Targets.Tests.PostgreSql;

public sealed class PostgreSqlLoginTests(SharedPostgreSql shared) : PostgreSqlTests(shared.Plain)
{
    [Fact]
    public async Task A_wrong_password_is_told_in_the_servers_words_with_what_else_it_may_mean()
    {
        var login = await AddAsync();

        var refusal = await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(login with { Password = NewPassword() }));

        Assert.Contains($"password authentication failed for user \"{login.User}\" (SQLSTATE 28P01)", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("VALID UNTIL", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_password_is_refused_before_the_driver_looks_for_another_one()
    {
        var login = await AddAsync();

        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(login with { Password = new Password(string.Empty) }));
    }

    [Fact]
    public async Task A_server_without_a_database_in_the_secret_is_asked_for_postgres()
    {
        var login = await AddAsync();

        await using var session = await LogInAsync(login with { Server = login.Server with { Database = null } });
    }

    [Fact]
    public async Task A_database_that_the_account_may_not_enter_is_a_matter_of_rights()
    {
        var login = await AddAsync();
        var database = $"closed_{Guid.NewGuid():N}";
        await Server.ExecuteAsync($"CREATE DATABASE {database}");
        await Server.ExecuteAsync($"REVOKE CONNECT ON DATABASE {database} FROM PUBLIC");

        await Refusal.OfAsync(
            FailureKind.PermissionDenied, () => LogInAsync(login with { Server = login.Server with { Database = database } }));
    }

    [Fact]
    public async Task An_account_at_its_connection_limit_is_busy()
    {
        var login = await AddAsync(attributes: "CONNECTION LIMIT 1");
        await using var first = await LogInAsync(login);

        await Refusal.OfAsync(FailureKind.Busy, () => LogInAsync(login));
    }

    [Fact]
    public async Task A_host_that_does_not_resolve_is_told_by_its_key()
    {
        var refusal = await Refusal.OfAsync(FailureKind.Unreachable, () => LogInAsync(At(Superuser, "no-such-host.invalid")));

        Assert.Contains("'no-such-host.invalid' does not resolve", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'host'", refusal.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_where_nothing_listens_is_told_with_its_host()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var nowhere = Superuser with { Server = new ServerAddress("127.0.0.1", port, null, null) };
        var refusal = await Refusal.OfAsync(FailureKind.Unreachable, () => LogInAsync(nowhere));

        Assert.Contains($"Nothing listens on 127.0.0.1:{port}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_unreachable_in_bounded_time()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var mute = Superuser with { Server = new ServerAddress("127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port, null, null) };
        var impatient = new PostgreSqlTarget(new PostgreSqlLimits { Connect = TimeSpan.FromSeconds(1) });

        await Refusal.OfAsync(FailureKind.Unreachable, () => impatient.LogInAsync(mute, Token));
    }

    [Theory]
    [InlineData("127.0.0.1,localhost")]
    [InlineData("127.0.0.1;SSL Mode=Disable")]
    [InlineData("127.0.0.1:5433")]
    [InlineData("/var/run/postgresql")]
    [InlineData("@abstract")]
    [InlineData("two words")]
    [InlineData("")]
    public async Task Whatever_is_not_one_host_is_refused_by_its_key(string host)
    {
        var refusal = await Refusal.OfAsync(FailureKind.Unreachable, () => LogInAsync(At(Superuser, host)));

        Assert.Contains("'host'", refusal.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_looks_like_part_of_a_connection_string_is_a_password()
    {
        var login = await AddAsync();
        var odd = login with { Password = new Password("x;Host=elsewhere;Password='\"y\"' ") };
        await using (var session = await LogInAsync(login))
        {
            await session.ChangeOwnPasswordAsync(odd.Password, retainCurrent: false, Token);
        }

        await using var again = await LogInAsync(odd);
    }

    [Fact]
    public async Task An_account_that_the_server_turns_away_is_told_where_that_is_written()
    {
        var login = await AddAsync(new AccountName(SharedPostgreSql.TurnedAway));

        var refusal = await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(login));

        Assert.Contains("pg_hba.conf", refusal.NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SharedPostgreSql.Trusted)]
    [InlineData(SharedPostgreSql.InClear)]
    public async Task A_login_that_would_prove_nothing_or_give_the_password_away_is_refused(string name)
    {
        var login = await AddAsync(new AccountName(name));

        var refusal = await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(login));

        Assert.Contains("scram-sha-256", refusal.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_sees_who_is_connected()
    {
        var login = await AddAsync();
        await using var session = await LogInAsync(login);

        Assert.Equal("RotationPS", await Server.ScalarAsync($"SELECT application_name FROM pg_stat_activity WHERE usename = '{login.User}'"));
    }

    [Fact]
    public void The_catalogue_of_servers_knows_the_engines()
    {
        Assert.Equal(["aurora-mysql", "aurora-postgresql", "mariadb", "mysql", "postgres", "redshift", "sqlserver"], RotationTargets.All.Engines.Order(StringComparer.Ordinal));
        Assert.Equal(5432, RotationTargets.All.For("aurora-postgresql").DefaultPort);
    }

    private static Login At(Login login, string host) => login with { Server = login.Server with { Host = host } };
}
