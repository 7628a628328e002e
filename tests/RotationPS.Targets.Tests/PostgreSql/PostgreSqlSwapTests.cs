using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;

namespace RotationPS.Targets.Tests.PostgreSql;

/// <summary>What an application can really do after each swap of its two accounts.</summary>
public sealed class PostgreSqlSwapTests(SharedPostgreSql shared) : PostgreSqlTests(shared.Plain)
{
    private const int Swaps = 4;

    public static TheoryData<CloneMode> OneOwner => [CloneMode.ActAs, CloneMode.SharedOwner];

    public static TheoryData<CloneMode> Modes => [CloneMode.ActAs, CloneMode.SharedOwner, CloneMode.Member];

    [Theory]
    [MemberData(nameof(OneOwner))]
    public async Task Each_account_reads_alters_and_drops_what_the_other_has_made_after_every_swap(CloneMode mode)
    {
        var login = await AddAsync();
        var schema = await AddSchemaAsync(login.User);
        await ExecuteAsync(login, $"CREATE TABLE {schema}.t0 (id int); INSERT INTO {schema}.t0 VALUES (1)");
        var pair = await PairAsync(login, mode);

        for (var swap = 1; swap <= Swaps; swap++)
        {
            var current = await pair.RotateAsync();
            await ExecuteAsync(current, $"""
                CREATE TABLE {schema}.t{swap} (id int);
                INSERT INTO {schema}.t{swap} VALUES ({swap});
                ALTER TABLE {schema}.t{swap - 1} ADD COLUMN swap{swap} text;
                INSERT INTO {schema}.t{swap - 1} SELECT id FROM {schema}.t{swap - 1};
                CREATE INDEX ON {schema}.t{swap - 1} (id);
                CREATE OR REPLACE FUNCTION {schema}.f() RETURNS int LANGUAGE sql AS 'SELECT {swap}';
                """);
        }

        await ExecuteAsync(await pair.CurrentAsync(), $"DROP TABLE {schema}.t0, {schema}.t1, {schema}.t2, {schema}.t3, {schema}.t4");
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Rights_given_to_the_base_are_the_clones_and_rights_taken_back_are_gone_from_both(CloneMode mode)
    {
        var login = await AddAsync();
        var (schema, keeper) = (await AddSchemaAsync(Superuser.User), new AccountName($"{login.User}_owner"));
        var holder = mode is CloneMode.SharedOwner ? keeper : login.User;
        await Server.ExecuteAsync($"""
            CREATE TABLE {schema}.orders (id int, secret text);
            GRANT USAGE ON SCHEMA {schema} TO {Quoted(login.User)};
            GRANT SELECT (id), INSERT ON {schema}.orders TO {Quoted(login.User)};
            """);
        var pair = await PairAsync(login, mode);

        for (var swap = 1; swap <= Swaps; swap++)
        {
            var current = await pair.RotateAsync();
            await ExecuteAsync(current, $"SELECT id FROM {schema}.orders; INSERT INTO {schema}.orders VALUES ({swap})");
            await IsDeniedAsync(current, $"SELECT secret FROM {schema}.orders");
            await IsDeniedAsync(current, $"DELETE FROM {schema}.orders");
        }

        await Server.ExecuteAsync($"REVOKE INSERT ON {schema}.orders FROM {Quoted(login.User)}, {Quoted(holder)}; GRANT DELETE ON {schema}.orders TO {Quoted(holder)}");
        for (var swap = 0; swap < 2; swap++)
        {
            var current = await pair.RotateAsync();
            await ExecuteAsync(current, $"DELETE FROM {schema}.orders");
            await IsDeniedAsync(current, $"INSERT INTO {schema}.orders VALUES (0)");
        }
    }

    [Fact]
    public async Task Row_security_by_current_user_shows_both_the_same_rows()
    {
        var login = await AddAsync();
        var schema = await AddSchemaAsync(login.User);
        await ExecuteAsync(login, $"""
            CREATE TABLE {schema}.notes (owner name DEFAULT current_user, text text);
            ALTER TABLE {schema}.notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
            CREATE POLICY own ON {schema}.notes USING (owner = current_user) WITH CHECK (owner = current_user);
            """);
        var pair = await PairAsync(login, CloneMode.ActAs);

        for (var swap = 1; swap <= Swaps; swap++)
        {
            var current = await pair.RotateAsync();
            await ExecuteAsync(current, $"INSERT INTO {schema}.notes (text) VALUES ('{swap}')");
            Assert.Equal((long)swap, await ScalarAsync(current, $"SELECT count(*) FROM {schema}.notes"));
        }
    }

    [Fact]
    public async Task A_policy_that_names_the_base_goes_on_showing_rows_where_the_two_share_an_owner()
    {
        var login = await AddAsync();
        var schema = await AddSchemaAsync(Superuser.User);
        await Server.ExecuteAsync($"""
            CREATE TABLE {schema}.notes (text text);
            INSERT INTO {schema}.notes VALUES ('seen');
            ALTER TABLE {schema}.notes ENABLE ROW LEVEL SECURITY;
            CREATE POLICY mine ON {schema}.notes TO {Quoted(login.User)} USING (true);
            GRANT USAGE ON SCHEMA {schema} TO {Quoted(login.User)};
            GRANT SELECT ON {schema}.notes TO {Quoted(login.User)};
            """);
        var pair = await PairAsync(login, CloneMode.SharedOwner);

        for (var swap = 0; swap < 2; swap++)
        {
            Assert.Equal(1L, await ScalarAsync(await pair.RotateAsync(), $"SELECT count(*) FROM {schema}.notes"));
        }
    }

    [Fact]
    public async Task Settings_of_the_base_in_any_database_hold_for_whoever_is_current()
    {
        var login = await AddAsync();
        var other = await AddDatabaseAsync();
        await Server.ExecuteAsync($"""
            ALTER ROLE {Quoted(login.User)} SET work_mem = '7MB';
            ALTER ROLE {Quoted(login.User)} IN DATABASE {other} SET work_mem = '9MB';
            ALTER ROLE {Quoted(login.User)} IN DATABASE {other} SET search_path = 'a b', public;
            """);
        var pair = await PairAsync(login, CloneMode.ActAs);

        for (var swap = 0; swap < 2; swap++)
        {
            var current = await pair.RotateAsync();
            Assert.Equal("7MB", await ScalarAsync(current, "SHOW work_mem"));
            Assert.Equal("9MB", await ScalarAsync(current, "SHOW work_mem", other));
            Assert.Equal("\"a b\", public", await ScalarAsync(current, "SHOW search_path", other));
        }
    }

    [Fact]
    public async Task The_other_databases_of_the_base_are_open_to_its_clone()
    {
        var login = await AddAsync();
        var other = await AddDatabaseAsync();
        await using (var admin = await Server.ConnectAsync(Server.Login, Server.Password, other))
        {
            await ExecuteAsync(admin, $"CREATE SCHEMA s; GRANT ALL ON SCHEMA s TO {Quoted(login.User)}");
        }

        var pair = await PairAsync(login, CloneMode.ActAs);

        for (var swap = 1; swap <= Swaps; swap++)
        {
            var current = await pair.RotateAsync();
            await using var connection = await Server.ConnectAsync(current.User.Value, current.Password.Reveal(), other);
            await ExecuteAsync(connection, $"CREATE TABLE s.t{swap} (id int); {(swap > 1 ? $"DROP TABLE s.t{swap - 1}" : "")}");
        }
    }

    [Fact]
    public async Task Accounts_that_share_an_owner_cannot_touch_each_others_passwords_and_change_their_own()
    {
        var login = await AddAsync();
        var pair = await PairAsync(login, CloneMode.SharedOwner);
        var clone = await pair.RotateAsync();

        await IsDeniedAsync(clone, $"SET ROLE {Quoted(login.User)}");
        await IsDeniedAsync(login, $"SET ROLE {Quoted(clone.User)}");
        await IsDeniedAsync(clone, $"SET ROLE NONE; ALTER ROLE {Quoted(login.User)} PASSWORD 'x'");
        var next = NewPassword();
        await using (var session = await LogInAsync(clone))
        {
            await session.ChangeOwnPasswordAsync(next, retainCurrent: false, Token);
        }

        await using var again = await LogInAsync(clone with { Password = next });
    }

    [Fact]
    public async Task A_clone_made_as_a_member_becomes_one_with_a_shared_owner_and_its_objects_move()
    {
        var login = await AddAsync();
        var schema = await AddSchemaAsync(login.User);
        await EnsureCloneAsync(CloneOf(login.User, CloneMode.Member));
        await Server.ExecuteAsync($"""
            CREATE TABLE {schema}.of_base (id int);
            CREATE TABLE {schema}.of_clone (id int);
            ALTER TABLE {schema}.of_base OWNER TO {Quoted(login.User)};
            ALTER TABLE {schema}.of_clone OWNER TO "{login.User}_clone";
            """);
        var pair = await PairAsync(login, CloneMode.SharedOwner);

        for (var swap = 1; swap <= Swaps; swap++)
        {
            await ExecuteAsync(await pair.RotateAsync(), $"ALTER TABLE {schema}.of_base ADD s{swap} int; ALTER TABLE {schema}.of_clone ADD s{swap} int");
        }
    }

    [Fact]
    public async Task What_was_granted_to_the_clone_alone_is_taken_back_on_the_bases_turn()
    {
        var login = await AddAsync();
        var schema = await AddSchemaAsync(Superuser.User);
        await Server.ExecuteAsync($"CREATE TABLE {schema}.orders (id int)");
        var pair = await PairAsync(login, CloneMode.ActAs);
        var clone = await pair.RotateAsync();
        await Server.ExecuteAsync($"GRANT SELECT ON {schema}.orders TO {Quoted(clone.User)}; GRANT pg_monitor TO {Quoted(clone.User)}");

        var plan = await pair.PlanAsync();
        await pair.RotateAsync();

        Assert.Contains($"REVOKE SELECT ON TABLE {schema}.orders FROM {Quoted(clone.User)}", plan.Statements);
        Assert.Contains(plan.Statements, statement => statement.StartsWith($"REVOKE \"pg_monitor\" FROM {Quoted(clone.User)}", StringComparison.Ordinal));
        Assert.Equal(false, await Server.ScalarAsync($"SELECT has_table_privilege('{clone.User}', '{schema}.orders', 'SELECT') OR pg_has_role('{clone.User}', 'pg_monitor', 'MEMBER')"));
    }

    [Fact]
    public async Task Objects_that_a_member_has_made_are_told_and_stand_in_nobodys_way()
    {
        var login = await AddAsync();
        var schema = await AddSchemaAsync(login.User);
        var pair = await PairAsync(login, CloneMode.Member);
        var clone = await pair.RotateAsync();
        await ExecuteAsync(clone, $"CREATE TABLE {schema}.made_by_clone (id int)");

        await pair.RotateAsync();

        Assert.Contains(pair.Details, detail =>
            detail.Contains($"OWNER on TABLE {schema}.made_by_clone", StringComparison.Ordinal)
            && detail.Contains($"REASSIGN OWNED BY {Quoted(clone.User)} TO {Quoted(login.User)}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(CloneMode.ActAs)]
    public async Task A_rotation_that_another_change_of_the_role_comes_in_between_of_is_repeated_by_itself(CloneMode? mode)
    {
        var login = await AddAsync();
        var pair = mode is { } chosen ? await PairAsync(login, chosen) : await RotatedPair.CreateAsync(Target, login, Superuser);
        var victim = login.User;
        if (mode is not null)
        {
            victim = (await pair.RotateAsync()).User;
            await pair.RotateAsync();
        }

        await using var other = await Server.ConnectAsync(Server.Login, Server.Password);
        await ExecuteAsync(other, $"BEGIN; ALTER ROLE {Quoted(victim)} CONNECTION LIMIT 50");
        var rotation = pair.TryRotateAsync();
        await UntilItBlocksAsync(other);
        await ExecuteAsync(other, "COMMIT");
        var outcome = await rotation;

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Contains(pair.Details, detail => detail.Contains("tuple concurrently updated", StringComparison.Ordinal));
        await using var session = await LogInAsync(await pair.CurrentAsync());
    }

    [Fact]
    public async Task A_superuser_that_is_called_like_the_clone_is_never_taken_over()
    {
        var login = await AddAsync();
        var stranger = await AddAsync(new AccountName($"{login.User}_clone"), "SUPERUSER");
        var pair = await PairAsync(login, CloneMode.ActAs);

        Assert.Equal(FailureKind.CloneNotOurs, await pair.FailureAsync());

        await using var untouched = await LogInAsync(stranger);
        Assert.Equal(true, await Server.ScalarAsync($"SELECT rolsuper FROM pg_roles WHERE rolname = '{stranger.User}'"));
        Assert.Equal(login.User, (await pair.CurrentAsync()).User);
    }

    [Fact]
    public async Task Two_accounts_that_exist_alternate_and_only_their_passwords_change()
    {
        var login = await AddAsync();
        var twin = await AddAsync(new AccountName($"{login.User}_clone"));
        var pair = await PairAsync(login, CloneMode.Existing);

        var current = await pair.RotateAsync(new RotationOptions { AdoptClone = true });
        Assert.Equal(twin.User, current.User);
        Assert.Equal(login.User, (await pair.RotateAsync()).User);

        Assert.Equal(false, await Server.ScalarAsync($"SELECT pg_has_role('{twin.User}', '{login.User}', 'MEMBER')"));
        await Server.ExecuteAsync($"GRANT pg_monitor TO {Quoted(login.User)}");
        Assert.Equal(FailureKind.RightsDiffer, await pair.FailureAsync());
        Assert.Equal(twin.User, (await pair.RotateAsync(new RotationOptions { AllowRightsDifference = true })).User);
        Assert.Equal(false, await Server.ScalarAsync($"SELECT pg_has_role('{twin.User}', 'pg_monitor', 'MEMBER')"));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_database_that_only_the_base_may_enter_is_open_to_both_though_it_inherits_nothing(CloneMode mode)
    {
        var database = await AddDatabaseAsync();
        var login = await AddAsync(attributes: "NOINHERIT");
        login = login with { Server = login.Server with { Database = database } };
        await Server.ExecuteAsync($"REVOKE CONNECT ON DATABASE {database} FROM PUBLIC; GRANT CONNECT, CREATE ON DATABASE {database} TO {Quoted(login.User)}");
        var pair = await PairAsync(login, mode, Superuser with { Server = login.Server });

        for (var swap = 1; swap <= Swaps; swap++)
        {
            Assert.Equal(database, await ScalarAsync(await pair.RotateAsync(), "SELECT current_database()", database));
        }
    }

    [Fact]
    public async Task A_base_that_is_told_to_act_as_itself_and_its_clone_have_one_owner()
    {
        var login = await AddAsync();
        await Server.ExecuteAsync($"ALTER ROLE {Quoted(login.User)} SET role = 'none'");
        var schema = await AddSchemaAsync(login.User);
        var pair = await PairAsync(login, CloneMode.ActAs);

        for (var swap = 1; swap <= Swaps; swap++)
        {
            await ExecuteAsync(await pair.RotateAsync(), $"CREATE TABLE IF NOT EXISTS {schema}.t (id int); ALTER TABLE {schema}.t ADD COLUMN c{swap} int");
        }
    }

    private Task<RotatedPair> PairAsync(Login login, CloneMode mode, Login? superuser = null) => RotatedPair.CreateAsync(
        Target,
        login,
        superuser ?? Superuser,
        new AlternatingOptions
        {
            CloneMode = mode,
            OwnerRole = mode is CloneMode.SharedOwner ? new AccountName($"{login.User}_owner") : null,
        });

    private async Task IsDeniedAsync(Login login, string sql)
    {
        var refusal = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => ExecuteAsync(login, sql));
        Assert.Equal(Npgsql.PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    private async Task<object?> ScalarAsync(Login login, string sql, string database = "postgres")
    {
        await using var connection = await Server.ConnectAsync(login.User.Value, login.Password.Reveal(), database);
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token);
    }

    private static async Task ExecuteAsync(Npgsql.NpgsqlConnection connection, string sql)
    {
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
