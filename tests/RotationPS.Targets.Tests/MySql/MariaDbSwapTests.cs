using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Targets.Tests.MySql;

public sealed class MariaDbSwapTests(SharedMariaDb shared) : MariaDbTests(shared.Plain)
{
    [Theory]
    [InlineData("mysql_native_password")]
    [InlineData("ed25519")]
    public async Task Both_accounts_can_do_the_same_after_each_of_four_swaps(string plugin)
    {
        var login = await AddAsync(plugin: plugin);
        var database = await AddDatabaseAsync();
        await Server.ExecuteAsync($"GRANT ALL PRIVILEGES ON {database}.* TO {Row(login.User)}");
        var pair = await RotatedPair.CreateAsync(Target, login, Superuser, new AlternatingOptions());

        for (var swap = 1; swap <= Swaps; swap++)
        {
            var current = await SwapAsync(
                pair,
                database,
                swap,
                [$"CREATE TABLE t{swap} (a INT)", $"CREATE VIEW v{swap} AS SELECT * FROM t{swap}"],
                earlier => [$"INSERT INTO t{earlier} (a) VALUES ({swap})", $"SELECT * FROM v{earlier}", $"ALTER TABLE t{earlier} ADD c{swap} INT"]);

            Assert.Equal(swap % 2 == 1 ? $"{login.User}_clone" : login.User.Value, current.User.Value);
            Assert.Equal(plugin, await PluginAsync(current.User));
        }
    }

    [Theory]
    [InlineData("mysql_native_password")]
    [InlineData("ed25519")]
    public async Task A_single_user_keeps_its_plugin(string plugin)
    {
        var login = await AddAsync(plugin: plugin);
        var pair = await RotatedPair.CreateAsync(Target, login, Superuser);

        await pair.RotateAsync();
        var current = await pair.RotateAsync();

        Assert.Equal(plugin, await PluginAsync(current.User));
        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(login));
    }

    [Fact]
    public async Task No_password_is_in_the_log_of_statements()
    {
        var (single, native, elliptic) = (await AddAsync(), await AddAsync(), await AddAsync(plugin: "ed25519"));
        var passwords = new List<string>();
        foreach (var (login, options) in new[] { (single, null), (native, new AlternatingOptions()), (elliptic, new AlternatingOptions()) })
        {
            var pair = await RotatedPair.CreateAsync(Target, login, Superuser, options);
            for (var turn = 0; turn < 3; turn++)
            {
                passwords.Add((await pair.RotateAsync()).Password.Reveal());
            }
        }

        var log = await Server.ReadStatementsAsync();

        Assert.Contains($"{native.User}_clone", log, StringComparison.Ordinal);
        Assert.Equal(9, passwords.Distinct().Count());
        Assert.All(passwords, password => Assert.DoesNotContain(password, log, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("o'brien \"q\" `b` \\ %_@x;")]
    [InlineData("ÄÖ日本 ü")]
    [InlineData("  spaces -- ")]
    [InlineData("*/ /* ? @a :b")]
    public async Task Any_name_works(string start)
    {
        var login = await AddAsync(new AccountName(start + Guid.NewGuid().ToString("N")[..8]));
        var database = await AddDatabaseAsync();
        await Server.ExecuteAsync($"GRANT SELECT, CREATE ON {database}.* TO {Row(login.User)}");
        var pair = await RotatedPair.CreateAsync(Target, login, Superuser, new AlternatingOptions());
        var single = await RotatedPair.CreateAsync(Target, await AddAsync(new AccountName(start + Guid.NewGuid().ToString("N")[..8])), Superuser);

        await pair.RotateAsync();
        await pair.RotateAsync();
        await pair.RotateAsync();
        await single.RotateAsync();
    }

    [Fact]
    public async Task A_clone_whose_rights_cannot_be_given_is_not_promoted()
    {
        var login = await AddAsync();
        var database = await AddDatabaseAsync();
        var admin = await AddAsync();
        await Server.ExecuteAsync(
            $"GRANT SELECT ON {database}.* TO {Row(login.User)}", $"GRANT CREATE USER ON *.* TO {Row(admin.User)}", $"GRANT SELECT ON mysql.* TO {Row(admin.User)}");
        var pair = await RotatedPair.CreateAsync(Target, login, admin, new AlternatingOptions());

        Assert.Equal(FailureKind.PermissionDenied, await pair.FailureAsync());

        Assert.Equal(login.User, (await pair.CurrentAsync()).User);
        await Server.ExecuteAsync($"GRANT SELECT ON {database}.* TO {Row(admin.User)} WITH GRANT OPTION");
        Assert.Equal($"{login.User}_clone", (await pair.RotateAsync()).User.Value);
    }

    [Fact]
    public async Task A_routine_that_either_has_made_can_be_called_by_both()
    {
        var login = await AddAsync();
        var database = await AddDatabaseAsync();
        await Server.ExecuteAsync($"GRANT CREATE ROUTINE ON {database}.* TO {Row(login.User)}");
        var pair = await RotatedPair.CreateAsync(Target, login, Superuser, new AlternatingOptions());

        for (var swap = 1; swap <= Swaps; swap++)
        {
            await SwapAsync(
                pair,
                database,
                swap,
                [$"CREATE PROCEDURE p{swap}() SELECT 1", $"CREATE FUNCTION f{swap}() RETURNS INT RETURN 1"],
                earlier => [$"CALL p{earlier}()", $"SELECT f{earlier}()"]);
        }
    }

    [Fact]
    public async Task A_single_user_whose_password_has_expired_gets_a_new_one_or_a_clear_answer()
    {
        var login = await AddAsync();
        await Server.ExecuteAsync($"ALTER USER {Row(login.User)} PASSWORD EXPIRE");

        await using var session = await LogInAsync(login);
        Assert.True(session.MustChangePassword);
        var next = NewPassword();
        await session.ChangeOwnPasswordAsync(next, retainCurrent: false, Token);

        await using var again = await LogInAsync(login with { Password = next });
        Assert.False(again.MustChangePassword);
    }

    private async Task<string> PluginAsync(AccountName name) =>
        (string)(await Server.ScalarAsync($"SELECT JSON_VALUE(Priv, '$.plugin') FROM mysql.global_priv WHERE User = '{name}' AND Host = '%'"))!;
}
