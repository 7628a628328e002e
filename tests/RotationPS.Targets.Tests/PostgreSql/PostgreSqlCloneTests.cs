using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Targets.Tests.PostgreSql;

public sealed class PostgreSqlCloneTests(SharedPostgreSql shared) : PostgreSqlTests(shared.Plain)
{
    [Fact]
    public async Task What_a_clone_that_acts_as_its_base_creates_belongs_to_the_base()
    {
        var login = await AddAsync();
        var schema = await AddSchemaAsync(login.User);
        var clone = await EnsureCloneAsync(CloneOf(login.User));

        await ExecuteAsync(clone, $"CREATE TABLE {schema}.made_by_clone (id int)");

        await ExecuteAsync(login, $"ALTER TABLE {schema}.made_by_clone ADD COLUMN note text");
        Assert.Equal(login.User.Value, await OwnerAsync(schema, "made_by_clone"));
    }

    [Fact]
    public async Task What_a_member_creates_belongs_to_the_clone_and_it_may_use_what_is_the_bases()
    {
        var login = await AddAsync(attributes: "NOINHERIT");
        var schema = await AddSchemaAsync(login.User);
        await ExecuteAsync(login, $"CREATE TABLE {schema}.made_by_base (id int)");
        var request = CloneOf(login.User) with { Mode = CloneMode.Member };
        var clone = await EnsureCloneAsync(request);

        await ExecuteAsync(clone, $"INSERT INTO {schema}.made_by_base VALUES (1); CREATE TABLE {schema}.made_by_clone (id int)");

        Assert.Equal(request.Name.Value, await OwnerAsync(schema, "made_by_clone"));
    }

    [Fact]
    public async Task A_base_that_acts_as_another_role_and_its_clone_create_for_the_same_owner()
    {
        var login = await AddAsync();
        var owner = NewName();
        await Server.ExecuteAsync($"CREATE ROLE {Quoted(owner)}; GRANT {Quoted(owner)} TO {Quoted(login.User)}; ALTER ROLE {Quoted(login.User)} SET role = '{owner}'");
        var schema = await AddSchemaAsync(owner);
        var request = CloneOf(login.User);
        var clone = await EnsureCloneAsync(request);

        await ExecuteAsync(login, $"CREATE TABLE {schema}.made_by_base (id int)");
        await ExecuteAsync(clone, $"CREATE TABLE {schema}.made_by_clone (id int)");
        await ExecuteAsync(login, $"DROP TABLE {schema}.made_by_clone");
        await ExecuteAsync(clone, $"DROP TABLE {schema}.made_by_base");

        await using var superuser = await LogInAsync(Superuser);
        Assert.Empty(await superuser.CompareRightsAsync(request.Terms, Token));
    }

    [Fact]
    public async Task Attributes_limits_and_settings_are_those_of_the_base_and_stale_ones_go()
    {
        var login = await AddAsync(attributes: "CREATEDB CREATEROLE BYPASSRLS REPLICATION NOINHERIT CONNECTION LIMIT 5 VALID UNTIL '2099-12-31 23:59:59.25+02'");
        await Server.ExecuteAsync($"""
            ALTER ROLE {Quoted(login.User)} SET work_mem = '7MB';
            ALTER ROLE {Quoted(login.User)} SET search_path = "$user", "my, schema", 'with"quote', public;
            ALTER ROLE {Quoted(login.User)} SET timezone = 'Europe/Berlin';
            ALTER ROLE {Quoted(login.User)} SET my_app.motto = 'it''s 100% \ fine; "yes", $1 = x';
            ALTER ROLE {Quoted(login.User)} IN DATABASE postgres SET search_path = '';
            ALTER ROLE {Quoted(login.User)} IN DATABASE postgres SET statement_timeout = '9min';
            """);
        var request = CloneOf(login.User);
        await EnsureCloneAsync(request);
        await Server.ExecuteAsync($"""
            ALTER ROLE {Quoted(request.Name)} SET random_page_cost = 3;
            ALTER ROLE {Quoted(request.Name)} IN DATABASE template1 SET work_mem = '1MB';
            ALTER ROLE {Quoted(request.Name)} NOCREATEDB SUPERUSER CONNECTION LIMIT 1 VALID UNTIL 'infinity';
            """);

        await using var superuser = await LogInAsync(Superuser);
        var differences = await superuser.CompareRightsAsync(request.Terms, Token);
        await request.MakeAsync(superuser);

        Assert.Equivalent(
            new[]
            {
                new RightsDifference("server", null, "CREATEDB", null, "yes", "no"),
                new RightsDifference("server", null, "SUPERUSER", null, "no", "yes"),
                new RightsDifference("server", null, "CONNECTION LIMIT", null, "5", "1"),
                new RightsDifference("server", null, "VALID UNTIL", null, "2099-12-31 21:59:59.25+00", null),
                new RightsDifference("server", null, "SET random_page_cost", null, null, "3"),
                new RightsDifference("template1", null, "SET work_mem", null, null, "1MB"),
            },
            differences,
            strict: true);
        Assert.Empty(await superuser.CompareRightsAsync(request.Terms, Token));
        var wanted = await SettingsAsync(login.User);
        Assert.Equal(6, wanted.Count);
        wanted.Add($"everywhere: role={login.User}");
        Assert.Equal(wanted, await SettingsAsync(request.Name));
    }

    [Fact]
    public async Task The_settings_of_a_clone_do_what_those_of_the_base_do()
    {
        var login = await AddAsync();
        await Server.ExecuteAsync($"ALTER ROLE {Quoted(login.User)} SET search_path = \"$user\", \"my, schema\", public");
        var clone = await EnsureCloneAsync(CloneOf(login.User) with { Mode = CloneMode.Member });

        await using var connection = await Server.ConnectAsync(clone.User.Value, clone.Password.Reveal());
        await using var command = new Npgsql.NpgsqlCommand("SHOW search_path", connection);

        Assert.Equal("\"$user\", \"my, schema\", public", await command.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task An_adopted_account_keeps_its_comment_beside_the_mark()
    {
        var (login, stranger) = (await AddAsync(), await AddAsync());
        await Server.ExecuteAsync($"COMMENT ON ROLE {Quoted(stranger.User)} IS E'Bob''s account.\nAsk Bob.'");

        await EnsureCloneAsync(CloneOf(login.User) with { Name = stranger.User, Adopt = true });
        await EnsureCloneAsync(CloneOf(login.User) with { Name = stranger.User });

        Assert.Equal($"Bob's account.\nAsk Bob.\nRotationPS: clone of \"{login.User}\"", await CommentAsync(stranger.User));
    }

    [Fact]
    public async Task An_adopted_clone_of_another_base_gets_one_mark_the_new_one()
    {
        var (login, other) = (await AddAsync(), await AddAsync());
        var request = CloneOf(other.User);
        await EnsureCloneAsync(request);

        await EnsureCloneAsync(request with { Base = login.User, Adopt = true });

        Assert.Equal($"RotationPS: clone of \"{login.User}\"", await CommentAsync(request.Name));
    }

    [Fact]
    public async Task An_account_that_a_stranger_named_like_a_clone_does_not_become_one_by_its_name()
    {
        var login = await AddAsync();
        var lookAlike = await AddAsync(new AccountName($"{login.User}_clone"), "SUPERUSER");
        await Server.ExecuteAsync($"COMMENT ON ROLE {Quoted(lookAlike.User)} IS 'RotationPS: clone of {login.User}'");

        await Refusal.OfAsync(FailureKind.CloneNotOurs, () => EnsureCloneAsync(CloneOf(login.User)));

        await using var untouched = await LogInAsync(lookAlike);
    }

    [Fact]
    public async Task An_administrator_who_may_create_roles_makes_clones_without_being_a_superuser()
    {
        var (login, admin) = (await AddAsync(), await AddAdministratorAsync());
        await GrantAdminOptionAsync(login.User, admin.User);
        var request = CloneOf(login.User);
        await using var session = await LogInAsync(admin);

        await session.CheckSuperuserAsync(login.User, Token);
        await request.MakeAsync(session);
        await request.MakeAsync(session);
        await session.ResetPasswordAsync(login.User, login.Password, Token);

        Assert.Empty(await session.CompareRightsAsync(request.Terms, Token));
    }

    [Fact]
    public async Task An_attribute_that_the_administrator_may_not_give_leaves_no_clone_at_all()
    {
        var (login, admin) = (await AddAsync(attributes: "BYPASSRLS"), await AddAdministratorAsync());
        await GrantAdminOptionAsync(login.User, admin.User);
        var request = CloneOf(login.User);
        await using var session = await LogInAsync(admin);

        await Refusal.OfAsync(FailureKind.PermissionDenied, () => request.MakeAsync(session));

        Assert.Null(await session.DescribeAccountAsync(request.Name, Token));
    }

    [Fact]
    public async Task An_administrator_may_not_manage_a_superuser()
    {
        var (login, admin) = (await AddAsync(attributes: "SUPERUSER"), await AddAdministratorAsync());
        await using var session = await LogInAsync(admin);

        var refusal = await Refusal.OfAsync(FailureKind.PermissionDenied, () => session.CheckSuperuserAsync(login.User, Token));

        Assert.Contains("SUPERUSER", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_without_the_right_is_told_which_one_and_how_to_grant_it()
    {
        var login = await AddAsync();
        await using var session = await LogInAsync(login);

        var refusal = await Refusal.OfAsync(FailureKind.PermissionDenied, () => session.CheckSuperuserAsync(NewName(), Token));

        Assert.Contains($"ALTER ROLE {Quoted(login.User)} CREATEROLE", refusal.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clone_that_is_in_line_costs_one_statement()
    {
        var login = await AddAsync();
        var request = CloneOf(login.User);
        await EnsureCloneAsync(request);
        var before = await Server.ReadLogAsync();

        await EnsureCloneAsync(request);

        var since = (await Server.ReadLogAsync())[before.Length..];
        var about = since.Split('\n').Where(line => line.Contains(Quoted(request.Name), StringComparison.Ordinal));
        Assert.Contains("PASSWORD 'SCRAM-SHA-256$", Assert.Single(about), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clone_in_somebody_elses_hands_is_doubted_where_that_power_counts()
    {
        var (login, mallory) = (await AddAsync(), await AddAdministratorAsync());
        var request = CloneOf(login.User);
        await ExecuteAsync(mallory, $"CREATE ROLE {Quoted(request.Name)} LOGIN");
        await ExecuteAsync(mallory, $"COMMENT ON ROLE {Quoted(request.Name)} IS 'RotationPS: clone of \"{login.User}\"'");
        await using var superuser = await LogInAsync(Superuser);

        var pair = await superuser.InspectPairAsync(new AccountPair(login.User, request.Name), Token);

        Assert.Equal(login.User, pair.CloneUser!.CloneOf);
        Assert.Equal(
            await AdminOptionCountsAsync() ? $"may be administered by {mallory.User}, who may not administer '{login.User}'" : null,
            pair.CloneUser.Doubt);
    }

    [Fact]
    public async Task A_clone_that_an_administrator_of_its_base_has_made_is_not_doubted()
    {
        var (login, admin) = (await AddAsync(), await AddAdministratorAsync());
        await GrantAdminOptionAsync(login.User, admin.User);
        var request = CloneOf(login.User);
        await using (var session = await LogInAsync(admin))
        {
            await request.MakeAsync(session);
        }

        await using var superuser = await LogInAsync(Superuser);
        Assert.Null((await superuser.InspectPairAsync(new AccountPair(login.User, request.Name), Token)).CloneUser!.Doubt);
    }

    private async Task<bool> AdminOptionCountsAsync() => await Server.ScalarAsync("SELECT current_setting('server_version_num')::int >= 160000") is true;

    private Task<Login> AddAdministratorAsync() => AddAsync(attributes: "CREATEROLE");

    /// <summary>From PostgreSQL 16 on an administrator needs it; before, it does no harm.</summary>
    private Task GrantAdminOptionAsync(AccountName account, AccountName admin) =>
        Server.ExecuteAsync($"GRANT {Quoted(account)} TO {Quoted(admin)} WITH ADMIN OPTION");

    private async Task<object?> OwnerAsync(string schema, string table) =>
        await Server.ScalarAsync($"SELECT tableowner::text FROM pg_tables WHERE schemaname = '{schema}' AND tablename = '{table}'");

    private async Task<object?> CommentAsync(AccountName role) =>
        await Server.ScalarAsync($"SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = '{role}'");

    private async Task<HashSet<string>> SettingsAsync(AccountName role)
    {
        var rows = await Server.QueryAsync($"""
            SELECT coalesce(d.datname::text, 'everywhere') || ': ' || c.entry
            FROM pg_db_role_setting s
            JOIN pg_roles r ON r.oid = s.setrole
            LEFT JOIN pg_database d ON d.oid = s.setdatabase
            CROSS JOIN LATERAL unnest(s.setconfig) AS c (entry)
            WHERE r.rolname = '{role}'
            """);
        return [.. rows.Select(row => (string)row[0]!)];
    }
}
