using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Targets.MySql;

namespace RotationPS.Targets.Tests.MySql;

/// <summary>How passwords are set on a real MySQL server, and who sees them.</summary>
public sealed class MySqlPasswordTests(SharedMySql shared) : MySqlTests(shared)
{
    [Theory]
    [InlineData("caching_sha2_password")]
    [InlineData("sha256_password")]
    public async Task A_hash_made_here_lets_in_over_TLS_with_and_without_a_cached_login(string plugin)
    {
        var login = await AddAsync(plugin: plugin);
        await using var superuser = await LogInAsync(Superuser);
        var next = login with { Password = new Password("p'w\"\\`~ é".Replace("é", "!") + Guid.NewGuid()) };

        await superuser.ResetPasswordAsync(login.User, next.Password, Token);

        await using var first = await LogInAsync(next);
        await using var second = await LogInAsync(next);
        await Server.ExecuteAsync("FLUSH PRIVILEGES");
        await using var uncached = await LogInAsync(next);
        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(login));
    }

    [Fact]
    public async Task A_hash_is_made_in_the_way_and_with_the_rounds_that_the_server_prefers()
    {
        const string storage = "caching_sha2_password_storage_format";
        const string prefix = "SELECT LEFT(authentication_string, 7) FROM mysql.user WHERE User = '{0}' AND Host = '%'";
        var former = (await Server.QueryAsync($"SHOW GLOBAL VARIABLES LIKE '{storage}'")).FirstOrDefault()?[1];
        Assert.SkipWhen(former is null, "The server has one way only.");
        var (login, own) = (await AddAsync(), await AddAsync());
        await Server.ExecuteAsync($"SET GLOBAL {storage} = 'PBKDF2_SHA512'");
        try
        {
            var pair = await RotatedPair.CreateAsync(Target, login, Superuser, new AlternatingOptions());
            for (var swap = 1; swap <= 2; swap++)
            {
                var current = await pair.RotateAsync();
                var ours = await Server.ScalarAsync(string.Format(null, prefix, current.User));
                await Server.ExecuteAsync($"ALTER USER {Row(own.User)} IDENTIFIED BY '{NewPassword().Reveal()}'");
                Assert.Equal(await Server.ScalarAsync(string.Format(null, prefix, own.User)), ours);
            }
        }
        finally
        {
            await Server.ExecuteAsync($"SET GLOBAL {storage} = '{former}'");
        }
    }

    [Fact]
    public async Task No_password_is_in_the_log_of_statements()
    {
        var (single, first, second, dual) = (await AddAsync(), await AddAsync(), await AddAsync(plugin: "sha256_password"), await AddAsync());
        await Server.ExecuteAsync($"GRANT APPLICATION_PASSWORD_ADMIN ON *.* TO {Row(dual.User)}");
        var passwords = new List<string>();
        foreach (var (login, options, rotation) in new (Login, AlternatingOptions?, RotationOptions?)[]
        {
            (single, null, null), (first, new AlternatingOptions(), null), (second, new AlternatingOptions(), null),
        })
        {
            var pair = await RotatedPair.CreateAsync(Target, login, Superuser, options);
            for (var turn = 0; turn < 3; turn++)
            {
                passwords.Add((await pair.RotateAsync(rotation)).Password.Reveal());
            }
        }

        await using (var session = await LogInAsync(dual))
        {
            var password = NewPassword();
            passwords.Add(password.Reveal());
            await session.ChangeOwnPasswordAsync(password, retainCurrent: true, Token);
        }

        var log = await Server.ReadStatementsAsync();

        Assert.Contains($"{first.User}_clone", log, StringComparison.Ordinal);
        Assert.Equal(10, passwords.Distinct().Count());
        Assert.All(passwords, password => Assert.DoesNotContain(password, log, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_former_password_works_until_the_next_change_where_it_is_kept(bool mayAlterOthers)
    {
        var login = await AddAsync();
        await Server.ExecuteAsync($"GRANT APPLICATION_PASSWORD_ADMIN{(mayAlterOthers ? ", CREATE USER, SELECT" : "")} ON *.* TO {Row(login.User)}");
        var (second, third, fourth) = (login with { Password = NewPassword() }, login with { Password = NewPassword() }, login with { Password = NewPassword() });

        await ChangeAsync(login, second, retainCurrent: true);
        await using (await LogInAsync(login))
        await using (await LogInAsync(second))
        {
        }

        await ChangeAsync(second, third, retainCurrent: true);
        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(login));
        await using (await LogInAsync(second))
        {
        }

        await ChangeAsync(third, fourth, retainCurrent: false);
        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(second));
        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(third));
        await using var last = await LogInAsync(fourth);
    }

    [Fact]
    public async Task Who_may_not_keep_two_passwords_is_told_so_and_keeps_the_one()
    {
        var login = await AddAsync();

        await Refusal.OfAsync(FailureKind.PermissionDenied, () => ChangeAsync(login, login with { Password = NewPassword() }, retainCurrent: true));

        await using var session = await LogInAsync(login);
    }

    [Fact]
    public async Task A_second_password_goes_with_the_clones_turn()
    {
        var login = await AddAsync();
        var request = CloneOf(login.User);
        var clone = await EnsureCloneAsync(request);
        await Server.ExecuteAsync($"ALTER USER {Row(request.Name)} IDENTIFIED BY 'Another-9' RETAIN CURRENT PASSWORD");
        await using (await LogInAsync(clone))
        {
        }

        await EnsureCloneAsync(request with { Password = NewPassword() });

        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(clone));
    }

    [Fact]
    public async Task A_single_user_that_must_give_its_present_password_gives_it()
    {
        var login = await AddAsync(words: "PASSWORD REQUIRE CURRENT PASSWORD HISTORY 5");
        var pair = await RotatedPair.CreateAsync(Target, login, Superuser);

        await pair.RotateAsync();
        var current = await pair.RotateAsync();

        await using var session = await LogInAsync(current);
        Assert.DoesNotContain(current.Password.Reveal(), await Server.ReadStatementsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_used_before_is_refused_as_a_matter_of_policy()
    {
        var login = await AddAsync(words: "PASSWORD HISTORY 5");
        await using var session = await LogInAsync(login);

        await Refusal.OfAsync(FailureKind.PolicyRejected, () => session.ChangeOwnPasswordAsync(login.Password, retainCurrent: false, Token));
    }

    /// <summary>The driver tells no server that it could change an expired password, and is let do nothing else.</summary>
    [Fact]
    public async Task A_single_user_whose_password_has_expired_is_told_so()
    {
        var login = await AddAsync();
        await Server.ExecuteAsync($"ALTER USER {Row(login.User)} PASSWORD EXPIRE");

        await Refusal.OfAsync(FailureKind.PasswordExpired, () => LogInAsync(login));

        var reset = login with { Password = NewPassword() };
        await using var superuser = await LogInAsync(Superuser);
        await superuser.ResetPasswordAsync(login.User, reset.Password, Token);
        await using var session = await LogInAsync(reset);
        Assert.False(session.MustChangePassword);
    }

    [Fact]
    public async Task A_clone_whose_password_has_expired_gets_a_new_one_at_its_turn()
    {
        var login = await AddAsync();
        var pair = await RotatedPair.CreateAsync(Target, login, Superuser, new AlternatingOptions());
        await pair.RotateAsync();
        await Server.ExecuteAsync($"ALTER USER {Row(login.User)} PASSWORD EXPIRE");
        await pair.RotateAsync();
        await Server.ExecuteAsync($"ALTER USER {Row(new AccountName($"{login.User}_clone"))} PASSWORD EXPIRE");

        await using var session = await LogInAsync(await pair.RotateAsync());

        Assert.False(session.MustChangePassword);
    }

    [Fact]
    public async Task An_account_locked_by_wrong_passwords_is_told_from_a_wrong_password()
    {
        var login = await AddAsync(words: "FAILED_LOGIN_ATTEMPTS 2 PASSWORD_LOCK_TIME UNBOUNDED");
        var wrong = login with { Password = NewPassword() };
        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(wrong));
        await Refusal.OfAsync(FailureKind.AccountLocked, () => LogInAsync(wrong));

        await Refusal.OfAsync(FailureKind.AccountLocked, () => LogInAsync(login));
    }

    [Fact]
    public async Task A_rotation_unlocks_a_clone_that_wrong_passwords_have_locked()
    {
        var login = await AddAsync(words: "FAILED_LOGIN_ATTEMPTS 2 PASSWORD_LOCK_TIME UNBOUNDED");
        var pair = await RotatedPair.CreateAsync(Target, login, Superuser, new AlternatingOptions());
        await pair.RotateAsync();
        var wrong = login with { Password = NewPassword() };
        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(wrong));
        await Refusal.OfAsync(FailureKind.AccountLocked, () => LogInAsync(wrong));

        var current = await pair.RotateAsync();

        Assert.Equal(login.User, current.User);
    }

    [Fact]
    public async Task An_account_with_a_second_factor_is_refused_before_anything_changes()
    {
        var login = await AddAsync();
        await TryAddFactorAsync(login.User);
        var request = CloneOf(login.User);

        await Refusal.OfAsync(FailureKind.NotApplicable, () => EnsureCloneAsync(request));

        Assert.Equal(0L, await Server.ScalarAsync($"SELECT COUNT(*) FROM mysql.user WHERE User = '{request.Name}'"));
    }

    [Fact]
    public async Task An_account_without_a_password_is_refused()
    {
        var login = await AddAsync();
        await Server.ExecuteAsync($"ALTER USER {Row(login.User)} IDENTIFIED WITH mysql_no_login");
        await using var superuser = await LogInAsync(Superuser);

        var refusal = await Refusal.OfAsync(FailureKind.NotApplicable, () => superuser.ResetPasswordAsync(login.User, NewPassword(), Token));

        Assert.Contains("mysql_no_login", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_does_not_understand_is_not_quoted()
    {
        var password = NewPassword();
        var refusal = await Assert.ThrowsAsync<MySqlConnector.MySqlException>(
            () => Server.ExecuteAsync($"{MySqlStatements.SetOwnPassword(password, password, retainCurrent: false)} NONSENSE"));

        var told = MySqlFailures.OfStatement(Superuser, Superuser.User, refusal, isOpen: true);

        Assert.Equal(FailureKind.ServerError, told.Kind);
        Assert.DoesNotContain(password.Reveal(), told.ToString(), StringComparison.Ordinal);
    }

    private async Task TryAddFactorAsync(AccountName name)
    {
        try
        {
            await Server.ExecuteAsync($"ALTER USER {Row(name)} ADD 2 FACTOR IDENTIFIED WITH auth_socket");
        }
        catch (MySqlConnector.MySqlException refusal)
        {
            Assert.Skip($"The server adds no second factor: {refusal.Message}");
        }
    }

    private async Task ChangeAsync(Login from, Login to, bool retainCurrent)
    {
        await using var session = await LogInAsync(from);
        await session.ChangeOwnPasswordAsync(to.Password, retainCurrent, Token);
    }
}
