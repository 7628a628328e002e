using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Targets.Tests.MySql;

/// <summary>A base and its clone on a real MySQL server, compared by what they can do and by what the server says of them.</summary>
public sealed class MySqlTwinTests(SharedMySql shared) : MySqlTests(shared)
{
    [Theory]
    [InlineData("caching_sha2_password")]
    [InlineData("sha256_password")]
    public async Task Both_accounts_can_do_the_same_after_each_of_four_swaps(string plugin)
    {
        var login = await AddAsync(plugin: plugin);
        var (database, other) = (await AddDatabaseAsync(), await AddDatabaseAsync());
        await Server.ExecuteAsync(
            $"GRANT ALL PRIVILEGES ON {database}.* TO {Row(login.User)}",
            $"CREATE TABLE {other}.t (a INT, b INT, c INT)",
            $"CREATE PROCEDURE {other}.p() SELECT 1",
            $"CREATE FUNCTION {other}.f() RETURNS INT NO SQL RETURN 1",
            $"CREATE FUNCTION {other}.g() RETURNS INT NO SQL RETURN 1",
            $"GRANT SELECT (a), UPDATE (b) ON {other}.t TO {Row(login.User)}",
            $"GRANT EXECUTE ON PROCEDURE {other}.p TO {Row(login.User)} WITH GRANT OPTION",
            $"GRANT EXECUTE ON FUNCTION {other}.f TO {Row(login.User)}",
            $"GRANT BACKUP_ADMIN, SHOW_ROUTINE ON *.* TO {Row(login.User)}");
        var pair = await RotatedPair.CreateAsync(Target, login, Superuser, new AlternatingOptions());

        for (var swap = 1; swap <= Swaps; swap++)
        {
            var current = await SwapAsync(
                pair,
                database,
                swap,
                [$"CREATE TABLE t{swap} (a INT)", $"CREATE VIEW v{swap} AS SELECT * FROM t{swap}", "LOCK INSTANCE FOR BACKUP"],
                earlier => [$"INSERT INTO t{earlier} (a) VALUES ({swap})", $"SELECT * FROM v{earlier}", $"ALTER TABLE t{earlier} ADD c{swap} INT"]);

            Assert.Equal(
                (true, false, true, false, true, true, false),
                (await RunsAsync(current, $"SELECT a FROM {other}.t"),
                    await RunsAsync(current, $"SELECT b FROM {other}.t"),
                    await RunsAsync(current, $"UPDATE {other}.t SET b = 1"),
                    await RunsAsync(current, $"UPDATE {other}.t SET c = 1"),
                    await RunsAsync(current, $"CALL {other}.p()"),
                    await RunsAsync(current, $"SELECT {other}.f()"),
                    await RunsAsync(current, $"SELECT {other}.g()")));
            Assert.Equal(swap % 2 == 1 ? $"{login.User}_clone" : login.User.Value, current.User.Value);
            await AssertTwinsAsync(login.User);
            Assert.Contains(await DefinitionAsync(current.User.Value), line => line.Contains($"WITH '{plugin}'", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Roles_and_the_default_one_serve_both_after_every_swap()
    {
        var login = await AddAsync();
        var database = await AddDatabaseAsync();
        var (inner, outer, spare) = (NewName(), NewName(), NewName());
        await Server.ExecuteAsync(
            $"CREATE TABLE {database}.t (a INT)",
            $"CREATE TABLE {database}.u (a INT)",
            $"CREATE ROLE {Row(inner)}, {Row(outer)}, {Row(spare, "local'host")}",
            $"GRANT {Row(inner)} TO {Row(outer)}",
            $"GRANT SELECT ON {database}.t TO {Row(inner)}",
            $"GRANT SELECT ON {database}.u TO {Row(spare, "local'host")}",
            $"GRANT {Row(outer)} TO {Row(login.User)} WITH ADMIN OPTION",
            $"GRANT {Row(spare, "local'host")} TO {Row(login.User)}",
            $"SET DEFAULT ROLE {Row(outer)} TO {Row(login.User)}");
        var pair = await RotatedPair.CreateAsync(Target, login, Superuser, new AlternatingOptions());

        for (var swap = 1; swap <= Swaps; swap++)
        {
            var current = await pair.RotateAsync();
            Assert.True(await RunsAsync(current, $"SELECT a FROM {database}.t"));
            Assert.False(await RunsAsync(current, $"SELECT a FROM {database}.u"));
            await ExecuteAsync(current, null, "SET ROLE ALL", $"SELECT a FROM {database}.u", $"GRANT {Row(outer)} TO {Row(login.User)} WITH ADMIN OPTION");
            await AssertTwinsAsync(login.User);
        }

        await Server.ExecuteAsync(
            $"SET DEFAULT ROLE {Row(spare, "local'host")}, {Row(outer)} TO {Row(login.User)}", $"REVOKE {Row(outer)} FROM {Row(login.User)}", $"GRANT {Row(outer)} TO {Row(login.User)}");
        for (var swap = 1; swap <= 2; swap++)
        {
            Assert.True(await RunsAsync(await pair.RotateAsync(), $"SELECT a FROM {database}.u"));
            await AssertTwinsAsync(login.User);
        }
    }

    [Fact]
    public async Task Hosts_that_differ_in_everything_stay_twins_through_every_swap()
    {
        var login = await AddAsync(new AccountName($"o'b`r%_\\ ü@{Guid.NewGuid():N}"[..24]), "COMMENT 'it''s \\\\ ours'");
        var (database, proxied) = (await AddDatabaseAsync(), await AddAsync());
        string[] hosts = ["%", "10.0.0.0/255.0.0.0", "localhost", "%.example.com", "::1", "192.168.1.0/24"];
        await Server.ExecuteAsync(
        [
            $"CREATE TABLE {database}.t (a INT, b INT)",
            $"GRANT SELECT ON {database}.t TO {Row(login.User)}",
            $"CREATE USER {Row(login.User, hosts[1])} IDENTIFIED WITH sha256_password BY 'x' REQUIRE SSL WITH MAX_QUERIES_PER_HOUR 9 MAX_USER_CONNECTIONS 3 ACCOUNT LOCK",
            $"CREATE USER {Row(login.User, hosts[2])} IDENTIFIED BY 'x' PASSWORD EXPIRE INTERVAL 30 DAY PASSWORD HISTORY 4 PASSWORD REUSE INTERVAL 9 DAY PASSWORD REQUIRE CURRENT",
            $"CREATE USER {Row(login.User, hosts[3])} IDENTIFIED BY 'x' REQUIRE CIPHER 'A' AND ISSUER '/CN=\\\\''x' FAILED_LOGIN_ATTEMPTS 4 PASSWORD_LOCK_TIME UNBOUNDED",
            $"CREATE USER {Row(login.User, hosts[4])} IDENTIFIED BY 'x' REQUIRE X509 PASSWORD EXPIRE NEVER PASSWORD REQUIRE CURRENT OPTIONAL FAILED_LOGIN_ATTEMPTS 2 PASSWORD_LOCK_TIME 3",
            $"CREATE USER {Row(login.User, hosts[5])} IDENTIFIED BY 'x' REQUIRE SUBJECT '/CN=s' WITH MAX_UPDATES_PER_HOUR 1 MAX_CONNECTIONS_PER_HOUR 2 PASSWORD HISTORY 0 ATTRIBUTE '{{\"team\": {{\"a\": 1, \"b\": [1, \"x''y\"]}}}}'",
            $"GRANT ALL PRIVILEGES ON *.* TO {Row(login.User, hosts[2])}",

            // MySQL takes this for one host only as long as no other host has a right on the database.
            $"REVOKE INSERT, DROP ON {database}.* FROM {Row(login.User, hosts[2])}",
            .. hosts.Select((host, index) => $"GRANT INSERT, UPDATE ON {(index == 0 ? database : $"`{database}_{index}`")}.* TO {Row(login.User, host)}{(index % 2 == 0 ? " WITH GRANT OPTION" : "")}"),
            $"GRANT AUDIT_ADMIN, SYSTEM_USER ON *.* TO {Row(login.User, hosts[1])}",
            $"GRANT ROLE_ADMIN ON *.* TO {Row(login.User, hosts[1])} WITH GRANT OPTION",
            $"GRANT UPDATE (b) ON {database}.t TO {Row(login.User, hosts[4])} WITH GRANT OPTION",
            $"GRANT PROXY ON {Row(proxied.User)} TO {Row(login.User, hosts[1])} WITH GRANT OPTION",
        ]);
        var pair = await RotatedPair.CreateAsync(Target, login, Superuser, new AlternatingOptions());

        for (var swap = 1; swap <= Swaps; swap++)
        {
            await ExecuteAsync(await pair.RotateAsync(), database, "SELECT a FROM t");
            await AssertTwinsAsync(login.User, hosts);
        }
    }

    [Fact]
    public async Task A_right_on_the_whole_server_is_restricted_for_both_after_every_swap()
    {
        Assert.SkipWhen(await Server.ScalarAsync("SELECT @@GLOBAL.partial_revokes") is not true and not 1L and not 1, "The server has no partial revokes.");
        var login = await AddAsync();
        var (open, closed) = (await AddDatabaseAsync(), await AddDatabaseAsync());
        await Server.ExecuteAsync(
            $"CREATE TABLE {open}.t (a INT)",
            $"CREATE TABLE {closed}.t (a INT)",
            $"GRANT SELECT, INSERT ON *.* TO {Row(login.User)}",
            $"REVOKE SELECT ON {closed}.* FROM {Row(login.User)}",
            $"REVOKE SELECT, INSERT ON mysql.* FROM {Row(login.User)}");
        var pair = await RotatedPair.CreateAsync(Target, login, Superuser, new AlternatingOptions());

        for (var swap = 1; swap <= Swaps; swap++)
        {
            var current = await pair.RotateAsync();
            Assert.Equal(
                (true, false, true, false),
                (await RunsAsync(current, $"SELECT * FROM {open}.t"),
                    await RunsAsync(current, $"SELECT * FROM {closed}.t"),
                    await RunsAsync(current, $"INSERT INTO {closed}.t VALUES (1)"),
                    await RunsAsync(current, "SELECT * FROM mysql.user")));
        }

        await Server.ExecuteAsync($"GRANT SELECT ON {closed}.* TO {Row(login.User)}", $"REVOKE INSERT ON *.* FROM {Row(login.User)}");
        for (var swap = 1; swap <= 2; swap++)
        {
            var current = await pair.RotateAsync();
            Assert.True(await RunsAsync(current, $"SELECT * FROM {closed}.t"));
            Assert.False(await RunsAsync(current, $"INSERT INTO {open}.t VALUES (1)"));
            await AssertTwinsAsync(login.User);
        }
    }

    [Fact]
    public async Task Everything_but_what_the_server_hides_can_be_taken_from_a_clone_again()
    {
        var login = await AddAsync(words: "REQUIRE SSL WITH MAX_QUERIES_PER_HOUR 9000 PASSWORD EXPIRE NEVER PASSWORD HISTORY 3 PASSWORD REUSE INTERVAL 3 DAY PASSWORD REQUIRE CURRENT FAILED_LOGIN_ATTEMPTS 3 PASSWORD_LOCK_TIME 2 COMMENT 'x'");
        var (database, role, proxied) = (await AddDatabaseAsync(), NewName(), await AddAsync());
        await Server.ExecuteAsync(
            $"CREATE TABLE {database}.t (a INT, b INT)",
            $"CREATE ROLE {Row(role)}",
            $"GRANT {Row(role)} TO {Row(login.User)} WITH ADMIN OPTION",
            $"SET DEFAULT ROLE {Row(role)} TO {Row(login.User)}",
            $"GRANT SELECT, BACKUP_ADMIN, SYSTEM_USER ON *.* TO {Row(login.User)}",
            $"GRANT CONNECTION_ADMIN ON *.* TO {Row(login.User)} WITH GRANT OPTION",
            $"GRANT SELECT (a), INSERT (b), DELETE ON {database}.t TO {Row(login.User)} WITH GRANT OPTION",
            $"GRANT INSERT ON {database}.* TO {Row(login.User)} WITH GRANT OPTION",
            $"GRANT PROXY ON {Row(proxied.User)} TO {Row(login.User)}");
        var request = CloneOf(login.User);
        await EnsureCloneAsync(request);
        Assert.Equal(await DefinitionAsync(login.User.Value), await DefinitionAsync(request.Name.Value));
        await Server.ExecuteAsync(
            $"REVOKE ALL PRIVILEGES, GRANT OPTION FROM {Row(login.User)}",
            $"REVOKE PROXY ON {Row(proxied.User)} FROM {Row(login.User)}",
            $"REVOKE {Row(role)} FROM {Row(login.User)}",
            $"ALTER USER {Row(login.User)} REQUIRE NONE WITH MAX_QUERIES_PER_HOUR 0 PASSWORD EXPIRE DEFAULT PASSWORD HISTORY DEFAULT PASSWORD REUSE INTERVAL DEFAULT "
            + "PASSWORD REQUIRE CURRENT DEFAULT FAILED_LOGIN_ATTEMPTS 0 PASSWORD_LOCK_TIME 0 ATTRIBUTE '{\"comment\": null}'");

        Assert.NotEmpty(await CompareAsync(request));
        await Refusal.OfAsync(FailureKind.CloneNotOurs, () => EnsureCloneAsync(request));
        await EnsureCloneAsync(request with { Adopt = true });

        Assert.Empty(await CompareAsync(request));
        Assert.Equal(await DefinitionAsync(login.User.Value), await DefinitionAsync(request.Name.Value));
    }

    [Fact]
    public async Task The_option_to_give_rights_on_is_that_of_the_base_for_each_right()
    {
        var login = await AddAsync();
        await Server.ExecuteAsync(
            $"GRANT SELECT ON *.* TO {Row(login.User)} WITH GRANT OPTION",
            $"GRANT BACKUP_ADMIN, SHOW_ROUTINE ON *.* TO {Row(login.User)}",
            $"GRANT FLUSH_TABLES, FLUSH_STATUS ON *.* TO {Row(login.User)} WITH GRANT OPTION");
        var request = CloneOf(login.User);
        await EnsureCloneAsync(request);
        Assert.Equal(await DefinitionAsync(login.User.Value), await DefinitionAsync(request.Name.Value));

        await Server.ExecuteAsync(
            $"REVOKE FLUSH_TABLES, FLUSH_STATUS, SHOW_ROUTINE ON *.* FROM {Row(login.User)}",
            $"REVOKE GRANT OPTION ON *.* FROM {Row(login.User)}",
            $"GRANT FLUSH_TABLES, SHOW_ROUTINE ON *.* TO {Row(login.User)} WITH GRANT OPTION",
            $"GRANT FLUSH_STATUS ON *.* TO {Row(login.User)}");
        await EnsureCloneAsync(request with { Adopt = true });

        Assert.Empty(await CompareAsync(request));
        Assert.Equal(await DefinitionAsync(login.User.Value), await DefinitionAsync(request.Name.Value));
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
            await SwapAsync(pair, database, swap, [$"CREATE PROCEDURE p{swap}() SELECT 1"], earlier => [$"CALL p{earlier}()"]);
        }
    }

    [Fact]
    public async Task An_administrator_with_the_rights_of_the_README_rotates_and_one_without_is_told_what_is_missing()
    {
        var login = await AddAsync();
        var (database, role) = (await AddDatabaseAsync(), NewName());
        await Server.ExecuteAsync(
            $"CREATE ROLE {Row(role)}",
            $"GRANT SELECT ON {database}.* TO {Row(login.User)}",
            $"GRANT {Row(role)} TO {Row(login.User)}",
            $"SET DEFAULT ROLE {Row(role)} TO {Row(login.User)}");
        var poor = await AddAdminAsync();
        var pair = await RotatedPair.CreateAsync(Target, login, poor, new AlternatingOptions());
        Assert.Equal(FailureKind.PermissionDenied, await pair.FailureAsync());
        Assert.Equal(login.User, (await pair.CurrentAsync()).User);

        var rich = await AddAdminAsync($"SELECT ON {database}.* TO {{admin}} WITH GRANT OPTION", $"{Row(role)} TO {{admin}} WITH ADMIN OPTION");
        var second = await RotatedPair.CreateAsync(Target, login, rich, new AlternatingOptions());
        for (var swap = 1; swap <= Swaps; swap++)
        {
            await ExecuteAsync(await second.RotateAsync(), database, "SELECT 1");
            await AssertTwinsAsync(login.User);
        }
    }

    [Fact]
    public async Task A_system_user_is_not_cloned_by_an_administrator_who_is_none()
    {
        var login = await AddAsync();
        await Server.ExecuteAsync($"GRANT SYSTEM_USER ON *.* TO {Row(login.User)}");
        var pair = await RotatedPair.CreateAsync(Target, login, await AddAdminAsync(), new AlternatingOptions());

        Assert.Equal(FailureKind.PermissionDenied, await pair.FailureAsync());

        Assert.Equal(login.User, (await pair.CurrentAsync()).User);
        var able = await RotatedPair.CreateAsync(Target, login, await AddAdminAsync("SYSTEM_USER ON *.* TO {admin} WITH GRANT OPTION"), new AlternatingOptions());
        for (var swap = 1; swap <= Swaps; swap++)
        {
            await able.RotateAsync();
            await AssertTwinsAsync(login.User);
        }
    }
}
