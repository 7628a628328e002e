using MySqlConnector;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Targets.Tests.MySql;

public sealed class MariaDbRightsTests(SharedMariaDb shared) : MariaDbTests(shared.Plain)
{
    [Fact]
    public async Task A_clone_has_the_rights_of_its_base_on_every_level()
    {
        var (login, other) = (await AddAsync(), await AddAsync());
        var request = CloneOf(login.User);
        var database = await AddDatabaseAsync();
        await Server.ExecuteAsync(
            $"CREATE TABLE {database}.t (a INT, `b c` INT)",
            $"CREATE PROCEDURE {database}.p() SELECT 1",
            $"CREATE FUNCTION {database}.f() RETURNS INT RETURN 1",
            $"GRANT PROCESS, BINLOG ADMIN ON *.* TO {Row(login.User)}",
            $"GRANT SELECT, INSERT ON {database}.* TO {Row(login.User)} WITH GRANT OPTION",
            $"GRANT SELECT ON `d\\_x%`.* TO {Row(login.User)}",
            $"GRANT UPDATE, TRIGGER, DELETE HISTORY ON {database}.t TO {Row(login.User)}",
            $"GRANT SELECT (a, `b c`), REFERENCES (a) ON {database}.t TO {Row(login.User)}",
            $"GRANT EXECUTE ON PROCEDURE {database}.p TO {Row(login.User)} WITH GRANT OPTION",
            $"GRANT EXECUTE, ALTER ROUTINE ON FUNCTION {database}.f TO {Row(login.User)}",
            $"GRANT PROXY ON {Row(other.User)} TO {Row(login.User)} WITH GRANT OPTION");

        await EnsureCloneAsync(request);

        Assert.Equal(await GrantsAsync(login.User), await GrantsAsync(request.Name));
        Assert.Empty(await CompareAsync(request));
    }

    [Fact]
    public async Task A_right_that_the_base_has_lost_is_taken_from_the_clone()
    {
        var login = await AddAsync();
        var request = CloneOf(login.User);
        var database = await AddDatabaseAsync();
        await Server.ExecuteAsync(
            $"CREATE TABLE {database}.t (a INT)",
            $"GRANT SELECT, INSERT ON {database}.* TO {Row(login.User)} WITH GRANT OPTION",
            $"GRANT UPDATE (a), DELETE ON {database}.t TO {Row(login.User)}");
        await EnsureCloneAsync(request);
        await Server.ExecuteAsync(
            $"REVOKE INSERT, GRANT OPTION ON {database}.* FROM {Row(login.User)}",
            $"REVOKE UPDATE (a) ON {database}.t FROM {Row(login.User)}");

        var differences = await CompareAsync(request);
        await EnsureCloneAsync(request);

        Assert.Equal(["GRANT OPTION", "INSERT", "UPDATE (`a`)"], differences.Select(difference => difference.Permission).Order(StringComparer.Ordinal));
        Assert.All(differences, difference => Assert.Equal((null, "yes", null), (difference.OnBase, difference.OnClone, difference.Reason)));
        Assert.Equal(await GrantsAsync(login.User), await GrantsAsync(request.Name));
    }

    [Fact]
    public async Task A_clone_has_the_roles_of_its_base_with_their_options_and_the_default_one()
    {
        var login = await AddAsync();
        var request = CloneOf(login.User);
        var (plain, admin) = ($"r_{Guid.NewGuid():N}", $"r_`{Guid.NewGuid():N}");
        await Server.ExecuteAsync(
            $"CREATE ROLE {plain}",
            $"CREATE ROLE `{admin.Replace("`", "``")}`",
            $"GRANT {plain} TO {Row(login.User)}",
            $"GRANT `{admin.Replace("`", "``")}` TO {Row(login.User)} WITH ADMIN OPTION",
            $"SET DEFAULT ROLE {plain} FOR {Row(login.User)}");
        await EnsureCloneAsync(request);
        Assert.Equal(await GrantsAsync(login.User), await GrantsAsync(request.Name));
        Assert.Equal(plain, await DefaultRoleAsync(request.Name));

        await Server.ExecuteAsync(
            $"SET DEFAULT ROLE NONE FOR {Row(login.User)}", $"REVOKE {plain} FROM {Row(login.User)}", $"REVOKE ADMIN OPTION FOR `{admin.Replace("`", "``")}` FROM {Row(login.User)}");
        Assert.NotEmpty(await CompareAsync(request));
        await EnsureCloneAsync(request);

        Assert.Equal(await GrantsAsync(login.User), await GrantsAsync(request.Name));
        Assert.True(string.IsNullOrEmpty(await DefaultRoleAsync(request.Name)));
        Assert.Empty(await CompareAsync(request));
    }

    [Fact]
    public async Task A_clone_has_every_host_of_its_base_each_with_its_own_rights_and_traits()
    {
        var login = await AddAsync(words: "REQUIRE NONE WITH MAX_USER_CONNECTIONS 7 MAX_STATEMENT_TIME 2.5");
        var request = CloneOf(login.User);
        var database = await AddDatabaseAsync();
        await Server.ExecuteAsync(
            $"CREATE USER {Row(login.User, "10.%")} IDENTIFIED VIA ed25519 USING PASSWORD('x') REQUIRE SUBJECT '/CN=o''brien\\\\x' AND ISSUER '/CN=i' AND CIPHER 'AES'",
            $"GRANT SELECT ON {database}.* TO {Row(login.User, "10.%")}",
            $"CREATE USER {Row(login.User, "localhost")} IDENTIFIED VIA unix_socket OR mysql_native_password USING PASSWORD('x') REQUIRE X509 PASSWORD EXPIRE NEVER");

        await EnsureCloneAsync(request);

        Assert.Empty(await CompareAsync(request));
        foreach (var host in new[] { "%", "10.%", "localhost" })
        {
            Assert.Equal(await GrantsAsync(login.User, host), await GrantsAsync(request.Name, host));
            Assert.Equal(await TraitsAsync(login.User, host), await TraitsAsync(request.Name, host));
        }
    }

    [Fact]
    public async Task A_new_host_of_the_base_reaches_a_clone_in_use_with_the_password_it_has()
    {
        var login = await AddAsync();
        var request = CloneOf(login.User);
        var clone = await EnsureCloneAsync(request);
        await Server.ExecuteAsync($"CREATE USER {Row(login.User, "127.0.0.1")} IDENTIFIED BY 'x'");
        await using var superuser = await LogInAsync(Superuser);
        Assert.Equal("HOST 127.0.0.1", Assert.Single(await superuser.CompareRightsAsync(request.Terms, Token)).Permission);

        await superuser.EnsureCloneAsync(request.Terms, password: null, Token);

        Assert.Empty(await superuser.CompareRightsAsync(request.Terms, Token));
        await using var session = await LogInAsync(clone);
        Assert.Contains("127.0.0.1", Assert.Single(session.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_only_the_clone_has_lets_nobody_in_unless_the_base_would_be()
    {
        var login = await AddAsync();
        await Server.ExecuteAsync($"RENAME USER {Row(login.User)} TO {Row(login.User, "127.%")}");
        var request = CloneOf(login.User);
        await EnsureCloneAsync(request);
        await Server.ExecuteAsync(
            $"CREATE USER {Row(request.Name, "127.0.0.1")} IDENTIFIED BY 'old' WITH MAX_QUERIES_PER_HOUR 3",
            $"CREATE USER {Row(request.Name, "10.0.0.1")} IDENTIFIED BY 'old'",
            $"GRANT SELECT ON *.* TO {Row(request.Name, "10.0.0.1")}");

        await EnsureCloneAsync(request);

        Assert.Empty(await CompareAsync(request));
        await using var covered = await LogInAsync(Superuser with { User = request.Name, Password = request.Password });
        Assert.Equal("1", await Server.ScalarAsync($"SELECT JSON_VALUE(Priv, '$.account_locked') FROM mysql.global_priv WHERE User = '{request.Name}' AND Host = '10.0.0.1'"));
        Assert.Equal(["GRANT USAGE ON *.* TO who@`10.0.0.1`"], await GrantsAsync(request.Name, "10.0.0.1"));
    }

    [Fact]
    public async Task A_clone_half_made_is_finished_by_the_next_run()
    {
        var login = await AddAsync();
        var request = CloneOf(login.User);
        var database = await AddDatabaseAsync();
        await Server.ExecuteAsync($"GRANT SELECT ON {database}.* TO {Row(login.User)}", $"GRANT PROCESS ON *.* TO {Row(login.User)}");
        await using var superuser = await LogInAsync(Superuser);
        var all = await superuser.PreviewCloneAsync(request.Terms, setsPassword: true, Token);

        for (var done = 1; done < all.Count; done++)
        {
            var half = request with { Name = new AccountName($"{request.Name}{done}") };
            var statements = (await superuser.PreviewCloneAsync(half.Terms, setsPassword: true, Token)).Take(done);
            await Server.ExecuteAsync([.. statements.Select(statement => statement.Replace("'********'", "'*94BDCEBE19083CE2A1F959FD02F964C7AF4CFC29'", StringComparison.Ordinal))]);
            if (await superuser.DescribeAccountAsync(half.Name, Token) is { } description)
            {
                Assert.Equal((login.User, false), (description.CloneOf, description.CanLogIn));
                Assert.NotEmpty(await superuser.CompareRightsAsync(half.Terms, Token));
            }

            await half.MakeAsync(superuser);

            Assert.Empty(await superuser.CompareRightsAsync(half.Terms, Token));
            await using var session = await LogInAsync(Superuser with { User = half.Name, Password = half.Password });
        }
    }

    [Fact]
    public async Task What_a_preview_shows_is_what_runs()
    {
        var login = await AddAsync(words: "WITH MAX_USER_CONNECTIONS 7", plugin: "ed25519");
        var request = CloneOf(login.User);
        var database = await AddDatabaseAsync();
        await Server.ExecuteAsync($"GRANT SELECT ON {database}.* TO {Row(login.User)}");
        await using var superuser = await LogInAsync(Superuser);

        var shown = await superuser.PreviewCloneAsync(request.Terms, setsPassword: true, Token);
        await request.MakeAsync(superuser);

        var log = await Server.ReadStatementsAsync();
        Assert.All(shown, statement => Assert.All(
            statement.Split("'********'"), part => Assert.Contains(part, log, StringComparison.Ordinal)));
        Assert.Equal(
            shown.Count,
            log.Split('\n').Count(line => line.Contains($"'{request.Name}'@", StringComparison.Ordinal) && line.Contains("Query", StringComparison.Ordinal) && !line.Contains("SELECT GRANTEE", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_superuser_with_the_name_of_the_clone_is_left_alone()
    {
        var login = await AddAsync();
        var request = CloneOf(login.User);
        var foreign = await AddAsync(request.Name);
        await Server.ExecuteAsync($"GRANT ALL PRIVILEGES ON *.* TO {Row(foreign.User)} WITH GRANT OPTION");

        await Refusal.OfAsync(FailureKind.CloneNotOurs, () => EnsureCloneAsync(request));

        await using var untouched = await LogInAsync(foreign);
        await EnsureCloneAsync(request with { Adopt = true });
        Assert.Equal(await GrantsAsync(login.User), await GrantsAsync(request.Name));
    }

    [Fact]
    public async Task An_admin_without_the_right_to_give_a_right_on_fails_and_the_clone_stays_locked()
    {
        var login = await AddAsync();
        var request = CloneOf(login.User);
        var database = await AddDatabaseAsync();
        var admin = await AddAsync();
        await Server.ExecuteAsync(
            $"GRANT SELECT ON {database}.* TO {Row(login.User)}", $"GRANT CREATE USER ON *.* TO {Row(admin.User)}", $"GRANT SELECT ON mysql.* TO {Row(admin.User)}");
        await using var session = await LogInAsync(admin);

        await Refusal.OfAsync(FailureKind.PermissionDenied, () => request.MakeAsync(session));

        await Refusal.OfAsync(FailureKind.AccountLocked, () => LogInAsync(Superuser with { User = request.Name, Password = request.Password }));
        await EnsureCloneAsync(request);
        Assert.Empty(await CompareAsync(request));
    }

    private async Task<string?> DefaultRoleAsync(AccountName name) =>
        (string?)await Server.ScalarAsync($"SELECT JSON_VALUE(Priv, '$.default_role') FROM mysql.global_priv WHERE User = {MySqlConnectorText(name)} AND Host = '%'");

    private async Task<string> TraitsAsync(AccountName name, string host) =>
        System.Text.RegularExpressions.Regex.Replace(
            ((string)(await Server.ScalarAsync($"SHOW CREATE USER {Row(name, host)}"))!).Replace(name.Value + "`", "who`", StringComparison.Ordinal),
            "(USING|PASSWORD) '[^']*'",
            "$1 it");

    private static string MySqlConnectorText(AccountName name) => $"'{MySqlHelper.EscapeString(name.Value)}'";
}
