using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;
using RotationPS.Targets.MySql;

namespace RotationPS.Targets.Tests.MySql;

/// <summary>Accounts as long years make them: with hosts that differ, and superusers that see little.</summary>
public sealed class MariaDbTwinTests(SharedMariaDb shared) : MariaDbTests(shared.Plain)
{
    [Fact]
    public async Task A_superuser_that_does_not_see_what_accounts_may_do_makes_no_clone()
    {
        var (login, admin) = (await AddAsync(), await AddAsync());
        var database = await AddDatabaseAsync();
        string[] tables = ["user", "global_priv", "procs_priv", "proxies_priv", "roles_mapping", "proc", "tables_priv"];
        await Server.ExecuteAsync(
        [
            $"GRANT SELECT ON {database}.* TO {Row(login.User)}",
            $"GRANT SELECT ON {database}.* TO {Row(admin.User)} WITH GRANT OPTION",
            $"GRANT CREATE USER ON *.* TO {Row(admin.User)}",
            .. tables.Select(table => $"GRANT SELECT ON mysql.{table} TO {Row(admin.User)}"),
        ]);
        var pair = await RotatedPair.CreateAsync(Target, login, admin, new AlternatingOptions());

        Assert.Equal(FailureKind.PermissionDenied, await pair.FailureAsync());

        Assert.Equal(0L, await Server.ScalarAsync($"SELECT COUNT(*) FROM mysql.user WHERE User = '{login.User}_clone'"));
        await Server.ExecuteAsync($"GRANT SELECT ON mysql.* TO {Row(admin.User)}");
        await ExecuteAsync(await pair.RotateAsync(), database, "SELECT 1");
    }

    [Fact]
    public async Task Hosts_that_differ_in_everything_stay_twins_through_every_swap()
    {
        var login = await AddAsync(new AccountName($"o'b`r%_\\ ü@{Guid.NewGuid():N}"[..40]));
        var (database, inner, outer) = (await AddDatabaseAsync(), $"r_{Guid.NewGuid():N}", $"r_{Guid.NewGuid():N}");
        string[] hosts = ["%", "10.0.0.0/255.0.0.0", "localhost", "%.example.com", "::1"];
        await Server.ExecuteAsync(
        [
            $"CREATE TABLE {database}.t (a INT, b INT)",
            $"CREATE ROLE {inner}",
            $"CREATE ROLE {outer}",
            $"GRANT {inner} TO {outer}",
            $"GRANT SELECT ON {database}.t TO {inner}",
            $"GRANT {outer} TO {Row(login.User)} WITH ADMIN OPTION",
            $"SET DEFAULT ROLE {outer} FOR {Row(login.User)}",
            $"CREATE USER {Row(login.User, hosts[1])} IDENTIFIED VIA ed25519 USING PASSWORD('x') REQUIRE SSL WITH MAX_QUERIES_PER_HOUR 9 MAX_USER_CONNECTIONS -1 ACCOUNT LOCK",
            $"CREATE USER {Row(login.User, hosts[2])} IDENTIFIED VIA unix_socket OR ed25519 USING PASSWORD('x') PASSWORD EXPIRE INTERVAL 30 DAY",
            $"CREATE USER {Row(login.User, hosts[3])} IDENTIFIED VIA mysql_native_password USING 'invalid' REQUIRE CIPHER 'A' AND ISSUER '/CN=\\\\''x'",
            $"CREATE USER {Row(login.User, hosts[4])} IDENTIFIED BY 'x' PASSWORD EXPIRE NEVER",
            .. hosts.Select((host, index) => $"GRANT INSERT, UPDATE ON `a\\_{index}%`.* TO {Row(login.User, host)}{(index % 2 == 0 ? " WITH GRANT OPTION" : "")}"),
            $"GRANT ALL PRIVILEGES ON *.* TO {Row(login.User, hosts[2])}",
            $"GRANT {inner} TO {Row(login.User, hosts[2])}",
            $"GRANT UPDATE (b) ON {database}.t TO {Row(login.User, hosts[4])} WITH GRANT OPTION",
            $"GRANT PROXY ON ''@'%' TO {Row(login.User, hosts[1])}",
        ]);
        var pair = await RotatedPair.CreateAsync(Target, login, Superuser, new AlternatingOptions());

        for (var swap = 1; swap <= Swaps; swap++)
        {
            await ExecuteAsync(await pair.RotateAsync(), database, "SELECT a FROM t");
            await AssertTwinsAsync(login.User, hosts);
        }
    }

    [Fact]
    public async Task What_the_server_does_not_understand_is_not_quoted()
    {
        var password = NewPassword();
        var refusal = await Assert.ThrowsAsync<MySqlConnector.MySqlException>(
            () => Server.ExecuteAsync(MySqlStatements.SetOwnPassword(password, password, retainCurrent: false)));
        Assert.Contains(password.Reveal(), refusal.Message, StringComparison.Ordinal);

        var told = MySqlFailures.OfStatement(Superuser, Superuser.User, refusal, isOpen: true);

        Assert.Equal(FailureKind.ServerError, told.Kind);
        Assert.DoesNotContain(password.Reveal(), told.ToString(), StringComparison.Ordinal);
    }
}
