using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Targets.PostgreSql;

namespace RotationPS.Targets.Tests.PostgreSql;

/// <summary>What only some servers have or are told: each is recognised, and its message ends with the one thing to do.</summary>
public sealed class PostgreSqlServiceTests(SharedPostgreSql shared) : PostgreSqlTests(shared.Plain)
{
    [Fact]
    public async Task An_account_that_logs_in_with_tokens_of_IAM_is_refused_before_anything_changes()
    {
        var login = await AddAsync();
        await Server.ExecuteAsync($"""
            DO $$ BEGIN CREATE ROLE rds_iam; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            GRANT rds_iam TO {Quoted(login.User)};
            """);
        await using var superuser = await LogInAsync(Superuser);

        var refusal = await Refusal.OfAsync(FailureKind.NotApplicable, () => superuser.CheckSuperuserAsync(login.User, Token));

        Assert.EndsWith($"REVOKE rds_iam FROM {Quoted(login.User)}.", refusal.Message, StringComparison.Ordinal);
        await superuser.CheckSuperuserAsync(Superuser.User, Token);
    }

    [Fact]
    public async Task Whoever_may_not_set_passwords_on_Amazon_RDS_is_told_which_group_may()
    {
        var (login, admin) = (await AddAsync(), await AddAsync(attributes: "CREATEROLE"));
        await Server.ExecuteAsync($"""
            DO $$ BEGIN CREATE ROLE rds_password; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            GRANT {Quoted(login.User)} TO {Quoted(admin.User)} WITH ADMIN OPTION;
            ALTER ROLE {Quoted(admin.User)} SET rds.restrict_password_commands = 'on';
            """);
        await using (var session = await LogInAsync(admin))
        {
            var refusal = await Refusal.OfAsync(FailureKind.PermissionDenied, () => session.CheckSuperuserAsync(login.User, Token));
            Assert.EndsWith($"GRANT rds_password TO {Quoted(admin.User)}.", refusal.Message, StringComparison.Ordinal);
        }

        await Server.ExecuteAsync($"GRANT rds_password TO {Quoted(admin.User)}");
        await using var allowed = await LogInAsync(admin);
        await allowed.CheckSuperuserAsync(login.User, Token);
    }

    [Fact]
    public void The_refusal_of_an_own_password_on_Amazon_RDS_names_the_group_too()
    {
        var login = Superuser with { User = new AccountName("app") };
        var server = new Npgsql.PostgresException("must be a member of rds_password to alter passwords", "ERROR", "ERROR", Npgsql.PostgresErrorCodes.InsufficientPrivilege);

        var failure = PostgreSqlFailures.OfStatement(login, login.User, server);

        Assert.Equal(FailureKind.PermissionDenied, failure.Kind);
        Assert.EndsWith("GRANT rds_password TO \"app\".", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_asks_for_another_proof_than_a_password_is_not_taken_for_a_locked_account()
    {
        var login = await AddAsync(new AccountName(SharedPostgreSql.ByIdent));

        var refusal = await Refusal.OfAsync(FailureKind.NotApplicable, () => LogInAsync(login));

        Assert.Contains("asks", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("rds_iam", refusal.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_keeps_passwords_in_the_old_way_is_remarked_on_and_the_new_one_works()
    {
        var login = await AddAsync();
        await Server.ExecuteAsync($"ALTER ROLE {Quoted(login.User)} SET password_encryption = 'md5'");
        var next = NewPassword();
        await using (var session = await LogInAsync(login))
        {
            await session.LockAccountAsync(login.User, TimeSpan.FromSeconds(10), Token);
            Assert.Contains("md5", Assert.Single(session.Remarks), StringComparison.Ordinal);
            await session.ChangeOwnPasswordAsync(next, retainCurrent: false, Token);
        }

        await using var again = await LogInAsync(login with { Password = next });
        await using var superuser = await LogInAsync(Superuser);
        await superuser.LockAccountAsync(login.User, TimeSpan.FromSeconds(10), Token);
        Assert.Empty(superuser.Remarks);
    }

    [Fact]
    public async Task A_server_that_holds_one_password_keeps_it_where_two_were_asked_for()
    {
        var login = await AddAsync();
        await using var session = await LogInAsync(login);

        var refusal = await Refusal.OfAsync(FailureKind.NotApplicable, () => session.ChangeOwnPasswordAsync(NewPassword(), retainCurrent: true, Token));

        Assert.Contains("Set-SingleUserRotation", refusal.NextStep, StringComparison.Ordinal);
        await using var again = await LogInAsync(login);
    }
}
