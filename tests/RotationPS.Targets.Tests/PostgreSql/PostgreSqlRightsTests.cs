using RotationPS.Engine.Accounts;
using RotationPS.Targets.PostgreSql;

namespace RotationPS.Targets.Tests.PostgreSql;

/// <summary>Every kind of right that a clone may have or lack: found, mended where that is ours to do, else told with its reason.</summary>
public sealed class PostgreSqlRightsTests(SharedPostgreSql shared) : PostgreSqlTests(shared.Plain)
{
    [Theory]
    [InlineData("CREATE TABLE S.t (a int, b text); GRANT SELECT, UPDATE ON S.t TO CLONE", "TABLE S.t: GRANT SELECT, UPDATE")]
    [InlineData("CREATE TABLE S.t (a int, \"b c\" text); GRANT SELECT (a, \"b c\") ON S.t TO CLONE", "TABLE S.t: GRANT SELECT (\"b c\"), SELECT (a)")]
    [InlineData("CREATE VIEW S.v AS SELECT 1; GRANT SELECT ON S.v TO CLONE", "TABLE S.v: GRANT SELECT")]
    [InlineData("CREATE SEQUENCE S.q; GRANT USAGE ON SEQUENCE S.q TO CLONE", "SEQUENCE S.q: GRANT USAGE")]
    [InlineData("GRANT CREATE ON SCHEMA S TO CLONE", "SCHEMA S: GRANT CREATE")]
    [InlineData("CREATE FUNCTION S.f(int, boolean) RETURNS int LANGUAGE sql AS 'SELECT 1'; REVOKE EXECUTE ON FUNCTION S.f FROM PUBLIC; GRANT EXECUTE ON FUNCTION S.f TO CLONE", "ROUTINE S.f(integer,boolean): GRANT EXECUTE")]
    [InlineData("CREATE PROCEDURE S.p() LANGUAGE sql AS ''; REVOKE EXECUTE ON PROCEDURE S.p FROM PUBLIC; GRANT EXECUTE ON PROCEDURE S.p TO CLONE", "ROUTINE S.p(): GRANT EXECUTE")]
    [InlineData("CREATE TYPE S.e AS ENUM ('x'); REVOKE USAGE ON TYPE S.e FROM PUBLIC; GRANT USAGE ON TYPE S.e TO CLONE", "TYPE S.e: GRANT USAGE")]
    [InlineData("CREATE DOMAIN S.d AS int; REVOKE USAGE ON DOMAIN S.d FROM PUBLIC; GRANT USAGE ON DOMAIN S.d TO CLONE", "TYPE S.d: GRANT USAGE")]
    [InlineData("CREATE TABLE S.\"odd \"\"t\" (a int); GRANT INSERT ON S.\"odd \"\"t\" TO CLONE WITH GRANT OPTION", "TABLE S.\"odd \"\"t\": GRANT WITH GRANT OPTION INSERT")]
    [InlineData("CREATE FOREIGN DATA WRAPPER w_S; GRANT USAGE ON FOREIGN DATA WRAPPER w_S TO CLONE", "FOREIGN DATA WRAPPER w_S: GRANT USAGE")]
    [InlineData("CREATE FOREIGN DATA WRAPPER x_S; CREATE SERVER r_S FOREIGN DATA WRAPPER x_S; GRANT USAGE ON FOREIGN SERVER r_S TO CLONE", "FOREIGN SERVER r_S: GRANT USAGE")]
    public async Task A_right_on_an_object_that_only_the_clone_has_is_found_and_taken_back(string sql, string found)
    {
        var login = await AddAsync();
        var clone = CloneOf(login.User);
        await EnsureCloneAsync(clone);
        var schema = await AddSchemaAsync(Superuser.User);
        await Server.ExecuteAsync(sql.Replace("S.", $"{schema}.").Replace("_S", $"_{schema}").Replace("SCHEMA S", $"SCHEMA {schema}").Replace("CLONE", Quoted(clone.Name)));
        await using var superuser = await LogInAsync(Superuser);

        var differences = await superuser.CompareRightsAsync(clone.Terms, Token);

        var name = Assert.Single(differences.Select(difference => difference.Object).Distinct());
        Assert.All(differences, difference => Assert.Equal(("postgres", "no", "yes", null), (difference.Scope, difference.OnBase, difference.OnClone, difference.Reason)));
        var state = Assert.Single(differences.Select(difference => difference.State).Distinct());
        var permissions = string.Join(", ", differences.Select(difference => difference.Permission).Order(StringComparer.Ordinal));
        Assert.Equal(found.Replace("S.", $"{schema}.").Replace("_S", $"_{schema}").Replace("SCHEMA S", $"SCHEMA {schema}"), $"{name}: {state} {permissions}");
        await superuser.EnsureCloneAsync(clone.Terms, password: null, Token);
        Assert.Empty(await superuser.CompareRightsAsync(clone.Terms, Token));
    }

    [Fact]
    public async Task Rights_on_databases_large_objects_and_what_is_the_servers_are_found_and_taken_back()
    {
        var login = await AddAsync();
        var clone = CloneOf(login.User);
        await EnsureCloneAsync(clone);
        var database = await AddDatabaseAsync();
        var large = await Server.ScalarAsync("SELECT lo_create(0)");
        await Server.ExecuteAsync($"""
            GRANT CREATE ON DATABASE {database} TO {Quoted(clone.Name)};
            GRANT SELECT ON LARGE OBJECT {large} TO {Quoted(clone.Name)};
            GRANT CREATE ON TABLESPACE pg_default TO {Quoted(clone.Name)};
            """);
        await using var superuser = await LogInAsync(Superuser);

        var differences = await superuser.CompareRightsAsync(clone.Terms, Token);
        await superuser.EnsureCloneAsync(clone.Terms, password: null, Token);

        Assert.Equal(
            [$"server: DATABASE {database}", $"postgres: LARGE OBJECT {large}", "server: TABLESPACE pg_default"],
            differences.Select(difference => $"{difference.Scope}: {difference.Object}"));
        Assert.Empty(await superuser.CompareRightsAsync(clone.Terms, Token));
    }

    [Fact]
    public async Task A_right_that_the_base_has_too_in_whatever_way_is_no_difference()
    {
        var (login, group) = (await AddAsync(), NewName());
        var clone = CloneOf(login.User);
        await EnsureCloneAsync(clone);
        var schema = await AddSchemaAsync(Superuser.User);
        await Server.ExecuteAsync($"""
            CREATE ROLE {Quoted(group)};
            GRANT {Quoted(group)} TO {Quoted(login.User)};
            CREATE TABLE {schema}.direct (a int);
            CREATE TABLE {schema}.by_group (a int);
            CREATE TABLE {schema}.by_all (a int);
            CREATE TABLE {schema}.whole (a int);
            CREATE TABLE {schema}.owned (a int);
            ALTER TABLE {schema}.owned OWNER TO {Quoted(login.User)};
            GRANT SELECT ON {schema}.direct TO {Quoted(login.User)}, {Quoted(clone.Name)};
            GRANT SELECT ON {schema}.by_group TO {Quoted(group)}, {Quoted(clone.Name)};
            GRANT SELECT ON {schema}.by_all TO PUBLIC, {Quoted(clone.Name)};
            GRANT SELECT ON {schema}.whole TO {Quoted(login.User)};
            GRANT SELECT (a) ON {schema}.whole TO {Quoted(clone.Name)};
            GRANT SELECT ON {schema}.owned TO {Quoted(clone.Name)};
            """);
        await using var superuser = await LogInAsync(Superuser);

        Assert.Empty(await superuser.CompareRightsAsync(clone.Terms, Token));
    }

    [Fact]
    public async Task A_right_to_give_on_that_the_base_has_not_is_a_difference()
    {
        var login = await AddAsync();
        var clone = CloneOf(login.User);
        await EnsureCloneAsync(clone);
        var schema = await AddSchemaAsync(Superuser.User);
        await Server.ExecuteAsync($"""
            CREATE TABLE {schema}.t (a int);
            GRANT SELECT ON {schema}.t TO {Quoted(login.User)};
            GRANT SELECT ON {schema}.t TO {Quoted(clone.Name)} WITH GRANT OPTION;
            """);
        await using var superuser = await LogInAsync(Superuser);

        var difference = Assert.Single(await superuser.CompareRightsAsync(clone.Terms, Token));

        Assert.Equal(new RightsDifference("postgres", $"TABLE {schema}.t", "SELECT", "GRANT WITH GRANT OPTION", "no", "yes"), difference);
    }

    [Fact]
    public async Task A_right_that_is_not_ours_to_take_back_is_told_with_its_reason_and_left()
    {
        var (login, middle, third) = (await AddAsync(), await AddAsync(), await AddAsync());
        var clone = CloneOf(login.User);
        await EnsureCloneAsync(clone);
        var schema = await AddSchemaAsync(Superuser.User);
        await Server.ExecuteAsync($"""
            CREATE TABLE {schema}.handed (a int);
            CREATE TABLE {schema}.given_on (a int);
            GRANT SELECT ON {schema}.handed TO {Quoted(middle.User)} WITH GRANT OPTION;
            GRANT SELECT ON {schema}.given_on TO {Quoted(clone.Name)} WITH GRANT OPTION;
            GRANT USAGE ON SCHEMA {schema} TO PUBLIC;
            SET ROLE {Quoted(middle.User)};
            GRANT SELECT ON {schema}.handed TO {Quoted(clone.Name)};
            SET ROLE {Quoted(clone.Name)};
            GRANT SELECT ON {schema}.given_on TO {Quoted(third.User)};
            RESET ROLE;
            """);
        await using var superuser = await LogInAsync(Superuser);

        await superuser.EnsureCloneAsync(clone.Terms, password: null, Token);

        Assert.Equal(
            [
                ($"TABLE {schema}.given_on", $"'{clone.Name}' has given rights on this object to others, who would lose them."),
                ($"TABLE {schema}.handed", $"It was granted by '{middle.User}', and only that role can take it back."),
            ],
            (await superuser.CompareRightsAsync(clone.Terms, Token)).Select(difference => (difference.Object!, difference.Reason!)));
        Assert.Equal(true, await Server.ScalarAsync($"SELECT has_table_privilege('{third.User}', '{schema}.given_on', 'SELECT')"));
    }

    [Fact]
    public async Task An_administrator_leaves_what_only_the_objects_owner_can_take_back()
    {
        var (login, admin, owner) = (await AddAsync(), await AddAsync(attributes: "CREATEROLE"), await AddAsync());
        await Server.ExecuteAsync($"GRANT {Quoted(login.User)} TO {Quoted(admin.User)} WITH ADMIN OPTION");
        var clone = CloneOf(login.User);
        await using var session = await LogInAsync(admin);
        await clone.MakeAsync(session);
        var schema = await AddSchemaAsync(owner.User);
        await Server.ExecuteAsync($"GRANT USAGE ON SCHEMA {schema} TO {Quoted(clone.Name)}");

        await session.EnsureCloneAsync(clone.Terms, password: null, Token);

        var difference = Assert.Single(await session.CompareRightsAsync(clone.Terms, Token));
        Assert.Equal($"Only its owner '{owner.User}' or a superuser can take it back.", difference.Reason);
    }

    [Fact]
    public async Task An_administrator_leaves_a_membership_that_only_a_superuser_can_take_back()
    {
        var (login, admin, group) = (await AddAsync(), await AddAsync(attributes: "CREATEROLE"), NewName());
        await Server.ExecuteAsync($"GRANT {Quoted(login.User)} TO {Quoted(admin.User)} WITH ADMIN OPTION; CREATE ROLE {Quoted(group)} SUPERUSER");
        var clone = CloneOf(login.User);
        await using var session = await LogInAsync(admin);
        await clone.MakeAsync(session);
        await Server.ExecuteAsync($"GRANT {Quoted(group)} TO {Quoted(clone.Name)}");

        await session.EnsureCloneAsync(clone.Terms, password: null, Token);

        var difference = Assert.Single(await session.CompareRightsAsync(clone.Terms, Token));
        Assert.Equal($"MEMBER OF {group}", difference.Permission);
        Assert.Contains("only that role or a superuser", difference.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memberships_of_the_clone_alone_are_taken_back_and_a_right_to_give_the_base_on_as_well()
    {
        var (login, group) = (await AddAsync(), NewName());
        var clone = CloneOf(login.User);
        await EnsureCloneAsync(clone);
        await Server.ExecuteAsync($"""
            CREATE ROLE {Quoted(group)};
            GRANT {Quoted(group)} TO {Quoted(clone.Name)};
            GRANT {Quoted(login.User)} TO {Quoted(clone.Name)} WITH ADMIN OPTION;
            """);
        await using var superuser = await LogInAsync(Superuser);

        var differences = await superuser.CompareRightsAsync(clone.Terms, Token);
        await superuser.EnsureCloneAsync(clone.Terms, password: null, Token);

        Assert.Equal(
            new[] { $"ADMIN OF {login.User}", $"MEMBER OF {group}" }.Order(StringComparer.Ordinal),
            differences.Select(difference => difference.Permission).Order(StringComparer.Ordinal));
        Assert.Empty(await superuser.CompareRightsAsync(clone.Terms, Token));
        Assert.Equal(true, await Server.ScalarAsync($"SELECT pg_has_role('{clone.Name}', '{login.User}', 'USAGE')"));
    }

    [Fact]
    public async Task A_base_that_is_a_member_of_the_account_that_becomes_its_clone_changes_places_with_it()
    {
        var (login, stranger) = (await AddAsync(), await AddAsync());
        await Server.ExecuteAsync($"GRANT {Quoted(stranger.User)} TO {Quoted(login.User)}");
        var clone = CloneOf(login.User) with { Name = stranger.User, Adopt = true };

        await EnsureCloneAsync(clone);

        Assert.Equal(true, await Server.ScalarAsync($"SELECT pg_has_role('{clone.Name}', '{login.User}', 'USAGE') AND NOT pg_has_role('{login.User}', '{clone.Name}', 'USAGE')"));
    }

    [Fact]
    public void Since_version_16_a_membership_without_its_options_is_none_and_each_grantors_is_taken_back_by_name()
    {
        var accounts = AccountPair.WithBase(new AccountName("app"));
        var noOptions = new RoleMembership
        {
            Role = "app",
            Member = "app_clone",
            HasAdminOption = false,
            Inherits = false,
            MaySet = false,
            Grantor = "boss",
            Members = new Holders(BaseUser: true, CloneUser: true, Owner: false),
            Administrators = default,
            MayRevoke = true,
        };
        var other = noOptions with { Role = "group", Members = new Holders(BaseUser: false, CloneUser: true, Owner: false) };
        var facts = TwinFacts.Nothing with { CloneUser = RoleTraits.Fresh, Memberships = [noOptions, other] };

        var mends = MembershipMends.Of(new TwinView(facts, new CloneTerms(accounts, CloneMode.ActAs), "postgres", MajorVersion: 16));

        Assert.Equal(
            ["REVOKE \"group\" FROM \"app_clone\" GRANTED BY \"boss\"", "GRANT \"app\" TO \"app_clone\" WITH INHERIT TRUE, SET TRUE"],
            mends.Select(mend => mend.Statement));
    }

    [Fact]
    public async Task What_the_bases_creations_come_with_comes_with_a_members_too()
    {
        var (login, reader) = (await AddAsync(), await AddAsync());
        var schema = await AddSchemaAsync(login.User);
        await Server.ExecuteAsync($"""
            GRANT USAGE ON SCHEMA {schema} TO {Quoted(reader.User)};
            ALTER DEFAULT PRIVILEGES FOR ROLE {Quoted(login.User)} IN SCHEMA {schema} GRANT SELECT ON TABLES TO {Quoted(reader.User)};
            ALTER DEFAULT PRIVILEGES FOR ROLE {Quoted(login.User)} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
            """);
        var request = CloneOf(login.User, CloneMode.Member);

        var clone = await EnsureCloneAsync(request);
        await ExecuteAsync(clone, $"CREATE TABLE {schema}.t (a int); CREATE FUNCTION {schema}.f() RETURNS int LANGUAGE sql AS 'SELECT 1'");

        await ExecuteAsync(reader, $"SELECT * FROM {schema}.t");
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => ExecuteAsync(reader, $"SELECT {schema}.f()"));
        await Server.ExecuteAsync($"ALTER DEFAULT PRIVILEGES FOR ROLE {Quoted(login.User)} IN SCHEMA {schema} REVOKE SELECT ON TABLES FROM {Quoted(reader.User)}");
        await using var superuser = await LogInAsync(Superuser);
        var difference = Assert.Single(await superuser.CompareRightsAsync(request.Terms, Token), difference => difference.Reason is null);
        Assert.Equal(($"NEW TABLES IN {schema}", $"SELECT TO {reader.User}", "no", "yes"), (difference.Object, difference.Permission, difference.OnBase, difference.OnClone));
        await superuser.EnsureCloneAsync(request.Terms, password: null, Token);
        Assert.DoesNotContain(await superuser.CompareRightsAsync(request.Terms, Token), difference => difference.Reason is null);
    }

    [Fact]
    public async Task What_the_creations_of_others_would_give_to_the_clone_alone_is_taken_back()
    {
        var (login, maker) = (await AddAsync(), await AddAsync());
        var clone = CloneOf(login.User);
        await EnsureCloneAsync(clone);
        await Server.ExecuteAsync($"""
            ALTER DEFAULT PRIVILEGES FOR ROLE {Quoted(maker.User)} GRANT SELECT ON TABLES TO {Quoted(clone.Name)};
            ALTER DEFAULT PRIVILEGES FOR ROLE {Quoted(maker.User)} GRANT USAGE ON SEQUENCES TO {Quoted(clone.Name)}, {Quoted(login.User)};
            """);
        await using var superuser = await LogInAsync(Superuser);

        var difference = Assert.Single(await superuser.CompareRightsAsync(clone.Terms, Token));
        await superuser.EnsureCloneAsync(clone.Terms, password: null, Token);

        Assert.Equal($"NEW TABLES OF {maker.User}", difference.Object);
        Assert.Empty(await superuser.CompareRightsAsync(clone.Terms, Token));
    }

    [Fact]
    public async Task What_the_clone_has_in_other_databases_is_told_and_left()
    {
        var login = await AddAsync();
        var clone = CloneOf(login.User);
        await EnsureCloneAsync(clone);
        var database = await AddDatabaseAsync();
        await using (var admin = await Server.ConnectAsync(Server.Login, Server.Password, database))
        await using (var command = new Npgsql.NpgsqlCommand($"CREATE SCHEMA s AUTHORIZATION {Quoted(clone.Name)}; GRANT USAGE ON SCHEMA public TO {Quoted(clone.Name)}", admin))
        {
            await command.ExecuteNonQueryAsync(Token);
        }

        await using var superuser = await LogInAsync(Superuser);

        var differences = await superuser.CompareRightsAsync(clone.Terms, Token);

        Assert.Equal([(database, "1 OBJECTS", "ANY"), (database, "1 OBJECTS", "OWNER")], differences.Select(difference => (difference.Scope, difference.Object!, difference.Permission)));
        Assert.All(differences, difference => Assert.NotNull(difference.Reason));
    }

    [Fact]
    public async Task A_policy_that_names_the_clone_alone_is_told()
    {
        var login = await AddAsync();
        var clone = CloneOf(login.User);
        await EnsureCloneAsync(clone);
        var schema = await AddSchemaAsync(Superuser.User);
        await Server.ExecuteAsync($"CREATE TABLE {schema}.t (a int); CREATE POLICY odd ON {schema}.t TO {Quoted(clone.Name)} USING (true)");
        await using var superuser = await LogInAsync(Superuser);

        var difference = Assert.Single(await superuser.CompareRightsAsync(clone.Terms, Token));

        Assert.Equal(($"TABLE {schema}.t", "POLICY odd"), (difference.Object, difference.Permission));
        Assert.Contains("ALTER POLICY", difference.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_names_a_role_that_came_with_the_server_of_which_it_notes_nothing_is_found_too()
    {
        var pair = CloneOf(Superuser.User, CloneMode.Existing) with { Name = (await AddAsync()).User };
        var schema = await AddSchemaAsync(Superuser.User);
        await Server.ExecuteAsync($"CREATE TABLE {schema}.t (a int); CREATE POLICY own ON {schema}.t TO {Quoted(Superuser.User)} USING (true)");
        await using var superuser = await LogInAsync(Superuser);

        var differences = await superuser.CompareRightsAsync(pair.Terms, Token);

        Assert.Contains(differences, difference => difference is { Permission: "POLICY own", OnBase: "yes", OnClone: "no" });
    }

    [Fact]
    public async Task Credentials_at_a_foreign_server_are_told_of_where_the_clone_acts_as_itself()
    {
        var login = await AddAsync();
        var clone = CloneOf(login.User, CloneMode.Member);
        await EnsureCloneAsync(clone);
        var server = $"far_{Guid.NewGuid():N}";
        await Server.ExecuteAsync($"""
            CREATE FOREIGN DATA WRAPPER w_{server};
            CREATE SERVER {server} FOREIGN DATA WRAPPER w_{server};
            CREATE USER MAPPING FOR {Quoted(login.User)} SERVER {server};
            """);
        await using var superuser = await LogInAsync(Superuser);

        var difference = Assert.Single(await superuser.CompareRightsAsync(clone.Terms, Token));

        Assert.Equal(($"SERVER {server}", "USER MAPPING", "yes", "no"), (difference.Object, difference.Permission, difference.OnBase, difference.OnClone));
        Assert.DoesNotContain(await superuser.CompareRightsAsync(CloneOf(login.User).Terms, Token), found => found.Permission is "USER MAPPING");
    }

    [Fact]
    public async Task Many_objects_of_the_clone_are_told_as_a_few_and_a_number()
    {
        var login = await AddAsync();
        var clone = CloneOf(login.User, CloneMode.Member);
        await EnsureCloneAsync(clone);
        var schema = await AddSchemaAsync(Superuser.User);
        await Server.ExecuteAsync(string.Join(' ', Enumerable.Range(1, 23).Select(number => $"CREATE TABLE {schema}.t{number} (a int); ALTER TABLE {schema}.t{number} OWNER TO {Quoted(clone.Name)};")));
        await using var superuser = await LogInAsync(Superuser);

        var differences = await superuser.CompareRightsAsync(clone.Terms, Token);

        Assert.Equal(21, differences.Count);
        Assert.Equal("3 MORE OBJECTS", differences[^1].Object);
    }

    [Fact]
    public async Task What_is_temporary_is_no_difference()
    {
        var login = await AddAsync();
        var clone = CloneOf(login.User, CloneMode.Member);
        await EnsureCloneAsync(clone);
        await using var connection = await Server.ConnectAsync(clone.Name.Value, clone.Password.Reveal());
        await using var command = new Npgsql.NpgsqlCommand("CREATE TEMP TABLE t (a int)", connection);
        await command.ExecuteNonQueryAsync(Token);
        await using var superuser = await LogInAsync(Superuser);

        Assert.Empty(await superuser.CompareRightsAsync(clone.Terms, Token));
    }
}
