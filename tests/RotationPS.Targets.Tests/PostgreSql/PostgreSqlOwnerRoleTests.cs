using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Targets.Tests.PostgreSql;

/// <summary>The role that two accounts share as their owner: who it may be, and what it gets.</summary>
public sealed class PostgreSqlOwnerRoleTests(SharedPostgreSql shared) : PostgreSqlTests(shared.Plain)
{
    [Fact]
    public async Task A_missing_owner_role_is_made_cannot_log_in_is_marked_and_has_what_counts_of_who_acts()
    {
        var login = await AddAsync(attributes: "CREATEDB");
        var clone = CloneOf(login.User, CloneMode.SharedOwner);

        await EnsureCloneAsync(clone);
        await EnsureCloneAsync(clone);

        Assert.Equal(
            [false, true, false, $"RotationPS: owner of \"{login.User}\""],
            Assert.Single(await Server.QueryAsync($"""
                SELECT rolcanlogin, rolcreatedb, rolsuper, shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = '{clone.OwnerRole}'
                """)));
        await ExecuteAsync(login, $"CREATE DATABASE d_{Guid.NewGuid():N}");
    }

    [Theory]
    [InlineData("LOGIN", "it has LOGIN")]
    [InlineData("SUPERUSER", "it has SUPERUSER")]
    [InlineData("NOLOGIN", "is not a member of it")]
    public async Task A_role_that_exists_is_refused_where_it_is_too_much_or_somebody_elses(string attributes, string why)
    {
        var login = await AddAsync();
        var clone = CloneOf(login.User, CloneMode.SharedOwner);
        await Server.ExecuteAsync($"CREATE ROLE {Quoted(clone.OwnerRole!)} {attributes}");

        var refusal = await Refusal.OfAsync(FailureKind.OwnerRoleRefused, () => EnsureCloneAsync(clone));

        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.Null(await Server.ScalarAsync($"SELECT 1 FROM pg_roles WHERE rolname = '{clone.Name}'"));
        Assert.Equal(false, await Server.ScalarAsync($"SELECT pg_has_role('{login.User}', '{clone.OwnerRole}', 'MEMBER')"));
    }

    [Theory]
    [InlineData("pg_monitor")]
    [InlineData("rds_superuser")]
    public async Task A_role_of_the_servers_own_is_refused_though_the_account_is_in_it(string name)
    {
        var login = await AddAsync();

        await Refusal.OfAsync(
            FailureKind.OwnerRoleRefused,
            () => EnsureCloneAsync(CloneOf(login.User, CloneMode.SharedOwner) with { OwnerRole = new AccountName(name), Adopt = true }));
    }

    [Fact]
    public async Task Neither_of_the_two_is_their_owner()
    {
        var login = await AddAsync();

        await Refusal.OfAsync(
            FailureKind.OwnerRoleRefused, () => EnsureCloneAsync(CloneOf(login.User, CloneMode.SharedOwner) with { OwnerRole = login.User }));
    }

    [Fact]
    public async Task A_role_that_the_account_is_in_already_or_that_is_taken_over_serves()
    {
        var (one, other) = (await AddAsync(), await AddAsync());
        var (first, second) = (CloneOf(one.User, CloneMode.SharedOwner), CloneOf(other.User, CloneMode.SharedOwner) with { Adopt = true });
        await Server.ExecuteAsync($"CREATE ROLE {Quoted(first.OwnerRole!)}; GRANT {Quoted(first.OwnerRole!)} TO {Quoted(one.User)}; CREATE ROLE {Quoted(second.OwnerRole!)}");
        await using var superuser = await LogInAsync(Superuser);

        foreach (var clone in new[] { first, second })
        {
            await clone.MakeAsync(superuser);
            await superuser.EnsureCloneAsync(clone.Terms with { Adopt = false }, password: null, Token);
            Assert.Empty(await superuser.CompareRightsAsync(clone.Terms, Token));
        }
    }

    [Fact]
    public async Task A_base_with_something_in_another_database_is_left_as_it_is_until_that_has_moved()
    {
        var login = await AddAsync();
        var clone = CloneOf(login.User, CloneMode.SharedOwner);
        var database = await AddDatabaseAsync();
        await ExecuteInAsync(database, $"CREATE SCHEMA s AUTHORIZATION {Quoted(login.User)}");

        var refusal = await Refusal.OfAsync(FailureKind.RightsDiffer, () => EnsureCloneAsync(clone));

        Assert.Contains(database, refusal.Message, StringComparison.Ordinal);
        Assert.Null(await Server.ScalarAsync($"SELECT 1 FROM pg_roles WHERE rolname = '{clone.OwnerRole}'"));
        await Server.ExecuteAsync($"CREATE ROLE {Quoted(clone.OwnerRole!)}; GRANT {Quoted(clone.OwnerRole!)} TO {Quoted(login.User)}");
        await ExecuteInAsync(database, $"REASSIGN OWNED BY {Quoted(login.User)} TO {Quoted(clone.OwnerRole!)}");
        await EnsureCloneAsync(clone);
    }

    [Fact]
    public async Task What_the_base_is_given_later_is_handed_on_to_the_owner_by_the_next_rotation()
    {
        var (login, group) = (await AddAsync(), NewName());
        var clone = CloneOf(login.User, CloneMode.SharedOwner);
        await EnsureCloneAsync(clone);
        var schema = await AddSchemaAsync(Superuser.User);
        await Server.ExecuteAsync($"""
            CREATE ROLE {Quoted(group)};
            GRANT {Quoted(group)} TO {Quoted(login.User)};
            CREATE TABLE {schema}.t (a int);
            GRANT USAGE ON SCHEMA {schema} TO {Quoted(login.User)};
            GRANT SELECT ON {schema}.t TO {Quoted(group)};
            ALTER DEFAULT PRIVILEGES FOR ROLE {Quoted(login.User)} GRANT SELECT ON TABLES TO {Quoted(group)};
            """);
        await using var superuser = await LogInAsync(Superuser);

        var differences = await superuser.CompareRightsAsync(clone.Terms, Token);
        await superuser.EnsureCloneAsync(clone.Terms, password: null, Token);

        Assert.Equal([$"MEMBER OF {group}", "USAGE", $"SELECT TO {group}"], differences.Select(difference => difference.Permission));
        Assert.All(differences, difference => Assert.Equal(("yes", "no", null), (difference.OnBase, difference.OnClone, difference.Reason)));
        Assert.Empty(await superuser.CompareRightsAsync(clone.Terms, Token));
        await ExecuteAsync(login, $"SELECT * FROM {schema}.t");
    }

    private async Task ExecuteInAsync(string database, string sql)
    {
        await using var connection = await Server.ConnectAsync(Server.Login, Server.Password, database);
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
