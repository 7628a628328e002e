using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Targets.Tests.SqlServer;

[Collection(SharedSqlServer.OneAtATime)]
public sealed class SqlServerPasswordTests(SharedSqlServer server) : SqlServerTests(server)
{
    [Fact]
    public async Task An_accounts_own_change_sends_no_statement_with_a_password()
    {
        var login = await AddAsync(checksPolicy: true);
        var next = NewPassword();
        await using (var session = await LogInAsync(login))
        {
            await session.ChangeOwnPasswordAsync(next, retainCurrent: false, Token);
        }

        await using var again = await LogInAsync(login with { Password = next });
        AssertUnsaid(next);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_sends_no_statement_with_the_password(bool checksPolicy)
    {
        var login = await AddAsync(checksPolicy: checksPolicy);
        var next = NewPassword();
        await using var superuser = await LogInAsync(Superuser);

        await superuser.ResetPasswordAsync(login.User, next, Token);

        await using var again = await LogInAsync(login with { Password = next });
        AssertUnsaid(next);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_clone_is_made_and_set_without_a_statement_that_has_its_password(bool checksPolicy)
    {
        var login = await AddAsync(checksPolicy: checksPolicy);
        var (first, second) = (CloneOf(login.User), CloneOf(login.User));

        await EnsureCloneAsync(first);
        var clone = await EnsureCloneAsync(second);

        await using var session = await LogInAsync(clone);
        Assert.Empty(await CompareAsync(second));
        AssertUnsaid(first.Password);
        AssertUnsaid(second.Password);
    }

    [Fact]
    public async Task A_created_account_has_its_passwords_checked_and_its_first_one_unsaid()
    {
        var created = Superuser with { User = NewName(), Password = NewPassword() };
        await using var superuser = await LogInAsync(Superuser);

        await superuser.CreateAccountAsync(created.User, created.Password, _ => Task.CompletedTask, Token);

        Assert.Equal(true, await Server.ScalarAsync("master", $"SELECT l.is_policy_checked FROM sys.sql_logins AS l WHERE l.name = N'{created.User}'"));
        AssertUnsaid(created.Password);
    }

    [Fact]
    public async Task A_password_that_must_be_changed_is_changed()
    {
        var login = Superuser with { User = NewName(), Password = NewPassword() };
        await Server.ExecuteAsync(
            "master", $"CREATE LOGIN {Quoted(login.User)} WITH PASSWORD = N'{login.Password.Reveal()}' MUST_CHANGE, CHECK_EXPIRATION = ON, CHECK_POLICY = ON");
        await AddUserAsync(login, SharedSqlServer.Shop);
        var next = NewPassword();

        await using (var session = await LogInAsync(login))
        {
            Assert.True(session.MustChangePassword);
            await session.LockAccountAsync(login.User, TimeSpan.Zero, Token);
            await Refusal.OfAsync(FailureKind.PasswordExpired, () => session.DescribeAccountAsync(login.User, Token));
            await session.ChangeOwnPasswordAsync(next, retainCurrent: false, Token);
        }

        await using var again = await LogInAsync(login with { Password = next });
        Assert.False(again.MustChangePassword);
    }

    [Fact]
    public async Task A_wrong_password_is_no_password_that_must_be_changed()
    {
        var login = Superuser with { User = NewName(), Password = NewPassword() };
        await Server.ExecuteAsync(
            "master", $"CREATE LOGIN {Quoted(login.User)} WITH PASSWORD = N'{login.Password.Reveal()}' MUST_CHANGE, CHECK_EXPIRATION = ON, CHECK_POLICY = ON");

        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(login with { Password = NewPassword() }));
    }

    [Fact]
    public async Task A_password_the_policy_refuses_is_refused_and_the_former_stays()
    {
        var login = await AddAsync(checksPolicy: true);
        await using var session = await LogInAsync(login);
        await using var superuser = await LogInAsync(Superuser);

        var refusal = await Refusal.OfAsync(FailureKind.PolicyRejected, () => session.ChangeOwnPasswordAsync(new Password("abc"), retainCurrent: false, Token));

        Assert.DoesNotContain("abc", refusal.Message, StringComparison.Ordinal);
        await using var again = await LogInAsync(login);
        await Refusal.OfAsync(FailureKind.PolicyRejected, () => superuser.ResetPasswordAsync(login.User, new Password("abc"), Token));
    }

    [Fact]
    public async Task A_database_where_the_account_has_no_user_is_named()
    {
        var login = await AddAsync();
        var elsewhere = login with { Server = login.Server with { Database = SharedSqlServer.Stock } };
        var nowhere = login with { Server = login.Server with { Database = "no such database" } };

        await Refusal.OfAsync(FailureKind.DatabaseNotFound, () => LogInAsync(elsewhere));
        var refusal = await Refusal.OfAsync(FailureKind.DatabaseNotFound, () => LogInAsync(nowhere));

        Assert.Contains("no such database", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contained_user_changes_its_password_and_gets_a_clone()
    {
        var database = $"c_{Guid.NewGuid():N}";
        await Server.ExecuteAsync("master", $"CREATE DATABASE {database} CONTAINMENT = PARTIAL");
        var admin = Superuser with { Server = Superuser.Server with { Database = database } };
        var user = admin with { User = NewName(), Password = NewPassword() };
        await Server.ExecuteAsync(database, $"CREATE USER {Quoted(user.User)} WITH PASSWORD = N'{user.Password.Reveal()}'; ALTER ROLE db_datareader ADD MEMBER {Quoted(user.User)}");
        var next = user with { Password = NewPassword() };
        await using (var session = await LogInAsync(user))
        {
            await session.ChangeOwnPasswordAsync(next.Password, retainCurrent: false, Token);
        }

        await using var again = await LogInAsync(next);
        var request = CloneOf(user.User);
        await using var superuser = await LogInAsync(admin);
        await request.MakeAsync(superuser);

        Assert.Empty(await superuser.CompareRightsAsync(request.Terms, Token));
        Assert.Equal(user.User, (await superuser.DescribeAccountAsync(request.Name, Token))!.CloneOf);
        var second = request with { Password = NewPassword() };
        await second.MakeAsync(superuser);
        await using var clone = await LogInAsync(admin with { User = second.Name, Password = second.Password });
        Assert.Equal(1, await Server.ScalarAsync(database, $"SELECT IS_ROLEMEMBER(N'db_datareader', N'{request.Name}')"));
    }

    private void AssertUnsaid(Password password)
    {
        if (Server.Catalogue is { } catalogue)
        {
            Assert.DoesNotContain(catalogue.Batches, batch =>
                batch.Text.Contains(password.Reveal(), StringComparison.Ordinal)
                || batch.Arguments.Any(argument => argument.Value is string text && text.Contains(password.Reveal(), StringComparison.Ordinal)));
        }
    }
}
