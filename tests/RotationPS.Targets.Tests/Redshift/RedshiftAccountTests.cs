using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Targets.Redshift;

namespace RotationPS.Targets.Tests.Redshift;

/// <summary>What is done to accounts, on the stand-in.</summary>
public sealed class RedshiftAccountTests(StandInForRedshift standIn) : RedshiftTests(standIn)
{
    [Fact]
    public async Task An_account_changes_its_own_password_and_its_open_connections_stay()
    {
        var login = await AddAsync();
        var next = login with { Password = NewPassword() };
        await using var open = await LogInAsync(login);
        await using (var session = await LogInAsync(login))
        {
            await session.ChangeOwnPasswordAsync(next.Password, retainCurrent: false, Token);
        }

        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(login));
        await using var again = await LogInAsync(next);
        Assert.NotNull(await open.DescribeAccountAsync(login.User, Token));
    }

    [Fact]
    public async Task The_server_keeps_the_hash_that_was_sent_and_logs_no_password()
    {
        var (own, reset, created) = (NewPassword(), NewPassword(), NewPassword());
        var (login, superuser, newcomer) = (await AddAsync(), await AddSuperuserAsync(), NewName());
        await using (var session = await LogInAsync(login))
        {
            await session.ChangeOwnPasswordAsync(own, retainCurrent: false, Token);
        }

        var stored = await StandIn.Server.ScalarAsync($"SELECT rolpassword FROM pg_authid WHERE rolname = '{login.User}'");
        Assert.Equal(RedshiftPassword.HashFor(login.User, own), stored);
        await using (var session = await LogInAsync(superuser))
        {
            await session.ResetPasswordAsync(login.User, reset, Token);
            await session.CreateAccountAsync(newcomer, created, _ => Task.CompletedTask, Token);
        }

        await using var again = await LogInAsync(login with { Password = reset });
        await using var first = await LogInAsync(login with { User = newcomer, Password = created });
        var log = await StandIn.Server.ReadLogAsync();
        Assert.Contains($"ALTER USER {Quoted(login.User)} PASSWORD 'md5", log, StringComparison.Ordinal);
        Assert.All([own, reset, created], password => Assert.DoesNotContain(password.Reveal(), log, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("we\"ird")]
    [InlineData("o'brien")]
    [InlineData("Upper and lower")]
    [InlineData("semi;DROP USER postgres;--")]
    [InlineData("$1 @name :name ?")]
    [InlineData("größe")]
    public async Task An_odd_name_is_as_good_as_any_other(string name)
    {
        var (superuser, login) = (await AddSuperuserAsync(), StandIn.LoginOf(name, NewPassword().Reveal()));
        var next = login with { Password = NewPassword() };
        await using (var session = await LogInAsync(superuser))
        {
            await session.CreateAccountAsync(login.User, login.Password, _ => Task.CompletedTask, Token);
            Assert.Equal(login.User, (await session.DescribeAccountAsync(login.User, Token))!.Name);
        }

        await using (var session = await LogInAsync(login))
        {
            await session.ChangeOwnPasswordAsync(next.Password, retainCurrent: false, Token);
        }

        await using (var again = await LogInAsync(next))
        {
        }

        await StandIn.Server.ExecuteAsync($"DROP USER {Quoted(login.User)}");
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("VALID UNTIL 'infinity'", null)]
    [InlineData("VALID UNTIL '2031-02-03 04:05:06+02'", "2031-02-03T02:05:06")]
    [InlineData("VALID UNTIL '2001-02-03 04:05:06+00'", "2001-02-03T04:05:06")]
    public async Task The_end_of_an_accounts_validity_is_told_in_UTC(string attributes, string? expected)
    {
        var (superuser, login) = (await AddSuperuserAsync(), await AddAsync(attributes: attributes));
        await StandIn.Server.ExecuteAsync($"ALTER ROLE {Quoted(superuser.User)} SET timezone = 'America/New_York'");
        await using var session = await LogInAsync(superuser);

        var described = await session.DescribeAccountAsync(login.User, Token);

        Assert.Equal(expected is null ? null : DateTimeOffset.Parse($"{expected}Z", System.Globalization.CultureInfo.InvariantCulture), described!.ExpiresAt);
        Assert.Null(await session.DescribeAccountAsync(NewName(), Token));
    }

    [Fact]
    public async Task An_account_that_has_expired_gets_the_answer_of_a_wrong_password_and_the_statement_that_extends_it_helps()
    {
        var login = await AddAsync(attributes: "VALID UNTIL '2001-02-03 04:05:06+00'");

        var refusal = await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(login));

        Assert.Contains("VALID UNTIL", refusal.Message, StringComparison.Ordinal);
        await StandIn.Server.ExecuteAsync(Target.ExtendStatement(login.User));
        await using var again = await LogInAsync(login);
    }

    [Fact]
    public async Task Only_a_superuser_works_on_others()
    {
        var (superuser, login, other) = (await AddSuperuserAsync(), await AddAsync(), await AddAsync());
        await using (var session = await LogInAsync(superuser))
        {
            await session.CheckSuperuserAsync(login.User, Token);
        }

        await using var ordinary = await LogInAsync(login);
        var refusal = await Refusal.OfAsync(FailureKind.PermissionDenied, () => ordinary.CheckSuperuserAsync(other.User, Token));
        Assert.EndsWith($"ALTER USER {Quoted(login.User)} CREATEUSER.", refusal.Message, StringComparison.Ordinal);
        await Refusal.OfAsync(FailureKind.PermissionDenied, () => ordinary.ResetPasswordAsync(other.User, NewPassword(), Token));
        await Refusal.OfAsync(FailureKind.PermissionDenied, () => ordinary.CreateAccountAsync(NewName(), NewPassword(), _ => Task.CompletedTask, Token));
        await using var unchanged = await LogInAsync(other);
    }

    [Fact]
    public async Task An_account_that_is_missing_or_there_already_is_told()
    {
        var (superuser, login) = (await AddSuperuserAsync(), await AddAsync());
        await using var session = await LogInAsync(superuser);

        await Refusal.OfAsync(FailureKind.AccountNotFound, () => session.ResetPasswordAsync(NewName(), NewPassword(), Token));
        await Refusal.OfAsync(FailureKind.AccountExists, () => session.CreateAccountAsync(login.User, NewPassword(), _ => Task.CompletedTask, Token));
    }

    [Fact]
    public async Task An_account_whose_password_cannot_be_put_on_record_is_not_made()
    {
        var (superuser, name) = (await AddSuperuserAsync(), NewName());
        await using var session = await LogInAsync(superuser);

        await Assert.ThrowsAsync<InvalidOperationException>(() => session.CreateAccountAsync(name, NewPassword(), _ => throw new InvalidOperationException(), Token));

        Assert.Null(await session.DescribeAccountAsync(name, Token));
    }

    [Fact]
    public async Task A_connection_that_has_gone_is_unreachable()
    {
        var login = await AddAsync();
        await using var session = await LogInAsync(login);
        await StandIn.Server.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{login.User}'");

        await Refusal.OfAsync(FailureKind.Unreachable, () => session.ChangeOwnPasswordAsync(NewPassword(), retainCurrent: false, Token));
        await Refusal.OfAsync(FailureKind.Unreachable, () => session.UnlockAccountsAsync(Token));
    }

    [Fact]
    public async Task There_is_no_lock_and_two_sessions_do_not_wait_for_each_other()
    {
        var login = await AddAsync();
        await using var first = await LogInAsync(login);
        await using var second = await LogInAsync(login);

        await first.LockAccountAsync(login.User, TimeSpan.Zero, Token);
        await second.LockAccountAsync(login.User, TimeSpan.Zero, Token);

        Assert.False(first.LocksAccounts);
        await second.UnlockAccountsAsync(Token);
    }

    [Fact]
    public async Task What_needs_two_accounts_or_two_passwords_is_refused()
    {
        var login = await AddAsync();
        var terms = new CloneTerms(AccountPair.WithBase(login.User), CloneMode.Existing);
        await using var session = await LogInAsync(login);

        await Refusal.OfAsync(FailureKind.NotApplicable, () => session.EnsureCloneAsync(terms, NewPassword(), Token));
        await Refusal.OfAsync(FailureKind.NotApplicable, () => session.PreviewCloneAsync(terms, true, Token));
        await Refusal.OfAsync(FailureKind.NotApplicable, () => session.AdoptCloneAsync(terms.Accounts, Token));
        await Refusal.OfAsync(FailureKind.NotApplicable, () => session.CompareRightsAsync(terms, Token));
        await Refusal.OfAsync(FailureKind.NotApplicable, () => session.ChangeOwnPasswordAsync(NewPassword(), retainCurrent: true, Token));
        Assert.False(session.HoldsTwoPasswords);
    }
}
