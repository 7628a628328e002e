using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Targets.PostgreSql;
using RotationPS.Targets.Tests.PgWire;

namespace RotationPS.Targets.Tests.PostgreSql;

public sealed class PostgreSqlPasswordTests(SharedPostgreSql shared) : PostgreSqlTests(shared.Plain)
{
    [Fact]
    public async Task A_server_that_logs_every_statement_logs_no_password()
    {
        var (own, reset, created, cloned) = (NewPassword(), NewPassword(), NewPassword(), NewPassword());
        var login = await AddAsync();
        await using (var session = await LogInAsync(login))
        {
            await session.ChangeOwnPasswordAsync(own, retainCurrent: false, Token);
        }

        await using (var superuser = await LogInAsync(Superuser))
        {
            await superuser.ResetPasswordAsync(login.User, reset, Token);
            await superuser.CreateAccountAsync(NewName(), created, _ => Task.CompletedTask, Token);
            await (CloneOf(login.User) with { Password = cloned }).MakeAsync(superuser);
            await (CloneOf(login.User) with { Password = cloned }).MakeAsync(superuser);
        }

        var log = await Server.ReadLogAsync();
        Assert.Contains($"ALTER ROLE {Quoted(login.User)} PASSWORD 'SCRAM-SHA-256$4096:", log, StringComparison.Ordinal);
        Assert.All([own, reset, created, cloned], password => Assert.DoesNotContain(password.Reveal(), log, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_server_stores_the_verifier_it_would_have_made_itself()
    {
        const string known = "correct horse battery staple";
        var login = await AddAsync();
        await Server.ExecuteAsync($"ALTER ROLE {Quoted(login.User)} PASSWORD '{known}'");
        var stored = (string)(await Server.ScalarAsync($"SELECT rolpassword FROM pg_authid WHERE rolname = '{login.User}'"))!;
        var salt = Convert.FromBase64String(stored.Split('$', ':')[2]);

        Assert.Equal(stored, ScramVerifier.Create(new Password(known), salt));
    }

    [Fact]
    public void Every_verifier_has_a_salt_of_its_own() =>
        Assert.NotEqual(ScramVerifier.Create(new Password("x")), ScramVerifier.Create(new Password("x")));

    [Fact]
    public async Task An_account_whose_transactions_are_read_only_changes_its_password()
    {
        var login = await AddAsync();
        await Server.ExecuteAsync($"ALTER ROLE {Quoted(login.User)} SET default_transaction_read_only = on");
        var next = login with { Password = NewPassword() };
        await using (var session = await LogInAsync(login))
        {
            await session.ChangeOwnPasswordAsync(next.Password, retainCurrent: false, Token);
        }

        await using var again = await LogInAsync(next);
    }

    [Fact]
    public async Task A_change_that_another_transaction_overtakes_is_busy_and_succeeds_on_the_next_login()
    {
        var login = await AddAsync();
        await using var other = await HeldRole.OfAsync(Server, login.User);
        await using var session = await LogInAsync(login);
        var change = session.ChangeOwnPasswordAsync(login.Password, retainCurrent: false, Token);
        await UntilItWaitsAsync(login.User);

        await using (var commit = new Npgsql.NpgsqlCommand("COMMIT", other))
        {
            await commit.ExecuteNonQueryAsync(Token);
        }

        var refusal = await Refusal.OfAsync(FailureKind.Busy, () => change);
        Assert.Contains("tuple concurrently updated", refusal.Message, StringComparison.Ordinal);
        await using var again = await LogInAsync(login);
        await again.ChangeOwnPasswordAsync(login.Password, retainCurrent: false, Token);
    }

    [Fact]
    public async Task A_role_that_another_transaction_holds_is_busy()
    {
        var login = await AddAsync();
        var impatient = new PostgreSqlTarget(new PostgreSqlLimits { Lock = TimeSpan.FromMilliseconds(20) });
        await using var other = await HeldRole.OfAsync(Server, login.User);
        await using var session = await impatient.LogInAsync(login, Token);

        var refusal = await Refusal.OfAsync(FailureKind.Busy, () => session.ChangeOwnPasswordAsync(NewPassword(), retainCurrent: false, Token));

        Assert.Contains("55P03", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_the_servers_own_check_refuses_is_told_as_such()
    {
        // passwordcheck can hold a verifier against one thing only: the account's own name.
        var login = await AddAsync();
        await Server.ExecuteAsync($"ALTER ROLE {Quoted(login.User)} SET session_preload_libraries = 'passwordcheck'");
        await using var session = await LogInAsync(login);

        var refusal = await Refusal.OfAsync(FailureKind.PolicyRejected, () => session.ChangeOwnPasswordAsync(new Password(login.User.Value), retainCurrent: false, Token));

        Assert.Contains("22023", refusal.Message, StringComparison.Ordinal);
        await using var again = await LogInAsync(login);
    }

    [Fact]
    public async Task Logins_leave_nothing_behind_in_the_driver()
    {
        var login = await AddAsync();
        for (var count = 0; count < 3; count++)
        {
            await using var session = await LogInAsync(login);
        }

        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(login with { Password = NewPassword() }));

        Assert.DoesNotContain(DriverPools.Keys(), key => key.Contains(login.User.Value, StringComparison.Ordinal));
        await using (var pooled = await Server.ConnectAsync(login.User.Value, login.Password.Reveal()))
        {
            Assert.Contains(DriverPools.Keys(), key => key.Contains(login.User.Value, StringComparison.Ordinal));
        }
    }

    /// <summary>Asks the server, as often as it takes, whether the account's session waits for a lock.</summary>
    private async Task UntilItWaitsAsync(AccountName account)
    {
        while (await Server.ScalarAsync($"SELECT 1 FROM pg_stat_activity WHERE usename = '{account}' AND wait_event_type = 'Lock'") is null)
        {
            Token.ThrowIfCancellationRequested();
        }
    }
}
