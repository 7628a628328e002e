using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Targets.Tests.SqlServer;

[Collection(SharedSqlServer.OneAtATime)]
public sealed class SqlServerSwapTests(SharedSqlServer server) : SqlServerTests(server)
{
    private const string Shop = SharedSqlServer.Shop;
    private const string Stock = SharedSqlServer.Stock;

    [Fact]
    public async Task Through_four_swaps_both_accounts_can_do_the_same_in_both_databases()
    {
        var login = await AddAsync(checksPolicy: true);
        await AddUserAsync(login, Stock, user: $"stock {login.User}");
        var (orders, items) = (await AddTableAsync(Shop), await AddTableAsync(Stock));
        await Server.ExecuteAsync(Shop, $"GRANT SELECT, INSERT ON OBJECT::{orders}.orders TO {Quoted(login.User)}; DENY SELECT ON OBJECT::{orders}.orders (secret) TO {Quoted(login.User)}");
        await Server.ExecuteAsync(Stock, $"GRANT UPDATE, SELECT ON SCHEMA::{items} TO [stock {login.User}]");
        var pair = await RotatedPair.CreateAsync(Target, login, Superuser, new AlternatingOptions());
        var names = new List<string>();

        for (var swap = 0; swap < 4; swap++)
        {
            var current = await pair.RotateAsync();
            names.Add(current.User.Value);
            Assert.True(await RunsAsync(current, Shop, $"SELECT id, price FROM {orders}.orders"));
            Assert.True(await RunsAsync(current, Shop, $"INSERT INTO {orders}.orders (id) VALUES (1)"));
            Assert.False(await RunsAsync(current, Shop, $"SELECT secret FROM {orders}.orders"));
            Assert.True(await RunsAsync(current, Stock, $"UPDATE {items}.orders SET price = 1"));
            Assert.False(await RunsAsync(current, Stock, $"DELETE FROM {items}.orders"));
        }

        var clone = $"{login.User}_clone";
        Assert.Equal([clone, login.User.Value, clone, login.User.Value], names);
    }

    [Fact]
    public async Task Each_account_reads_and_alters_what_the_other_has_made_in_a_schema_that_the_base_owns()
    {
        var login = await AddAsync();
        var schema = $"s ]{Guid.NewGuid():N}";
        var quoted = SharedSqlServer.Quoted(schema);
        await Server.ExecuteAsync(Shop, $"EXEC (N'CREATE SCHEMA {quoted} AUTHORIZATION {Quoted(login.User)}')");
        await Server.ExecuteAsync(Shop, $"GRANT CREATE TABLE TO {Quoted(login.User)}; ALTER USER {Quoted(login.User)} WITH DEFAULT_SCHEMA = {quoted}");
        var pair = await RotatedPair.CreateAsync(Target, login, Superuser, new AlternatingOptions());

        for (var swap = 1; swap <= 4; swap++)
        {
            var current = await pair.RotateAsync();
            Assert.True(await RunsAsync(current, Shop, $"CREATE TABLE {quoted}.t{swap} (id int NOT NULL)"));
            for (var earlier = 1; earlier <= swap; earlier++)
            {
                Assert.True(await RunsAsync(current, Shop, $"INSERT INTO {quoted}.t{earlier} (id) VALUES (1)"));
                Assert.True(await RunsAsync(current, Shop, $"ALTER TABLE {quoted}.t{earlier} ADD c{swap} int NULL"));
            }
        }
    }

    [Fact]
    public async Task A_schema_that_the_clone_owns_stops_no_rotation_of_a_base_with_rights_in_it()
    {
        var login = await AddAsync();
        var schema = await AddTableAsync(Shop);
        var pair = await RotatedPair.CreateAsync(Target, login, Superuser, new AlternatingOptions());
        await pair.RotateAsync();
        await Server.ExecuteAsync(Shop, $"ALTER AUTHORIZATION ON SCHEMA::{schema} TO [{login.User}_clone]");
        await Server.ExecuteAsync(Shop, $"GRANT SELECT ON SCHEMA::{schema} TO {Quoted(login.User)}; GRANT INSERT ON OBJECT::{schema}.orders TO {Quoted(login.User)}");

        for (var swap = 0; swap < 3; swap++)
        {
            var current = await pair.RotateAsync();
            Assert.True(await RunsAsync(current, Shop, $"INSERT INTO {schema}.orders (id) VALUES (1)"));
            Assert.True(await RunsAsync(current, Shop, $"SELECT id FROM {schema}.orders"));
        }
    }

    [Fact]
    public async Task A_right_revoked_between_swaps_is_gone_on_the_next_account()
    {
        var login = await AddAsync();
        var schema = await AddTableAsync(Shop);
        await Server.ExecuteAsync(Shop, $"GRANT SELECT ON SCHEMA::{schema} TO {Quoted(login.User)}");
        var pair = await RotatedPair.CreateAsync(Target, login, Superuser, new AlternatingOptions());
        await pair.RotateAsync();
        await pair.RotateAsync();
        await Server.ExecuteAsync(Shop, $"REVOKE SELECT ON SCHEMA::{schema} FROM {Quoted(login.User)}");

        var current = await pair.RotateAsync();

        Assert.Equal($"{login.User}_clone", current.User.Value);
        Assert.False(await RunsAsync(current, Shop, $"SELECT id FROM {schema}.orders"));
    }

    [Fact]
    public async Task A_single_user_rotates()
    {
        var login = await AddAsync(checksPolicy: true);
        var pair = await RotatedPair.CreateAsync(Target, login, Superuser);

        var first = await pair.RotateAsync();
        var second = await pair.RotateAsync();

        await using var session = await LogInAsync(second);
        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(first));
    }

    [Fact]
    public async Task A_single_user_whose_password_must_be_changed_rotates()
    {
        var login = Superuser with { User = NewName(), Password = NewPassword() };
        await Server.ExecuteAsync(
            "master", $"CREATE LOGIN {Quoted(login.User)} WITH PASSWORD = N'{login.Password.Reveal()}' MUST_CHANGE, CHECK_EXPIRATION = ON, CHECK_POLICY = ON");
        await AddUserAsync(login, Shop);
        var pair = await RotatedPair.CreateAsync(Target, login, Superuser);

        var current = await pair.RotateAsync();

        await using var session = await LogInAsync(current);
        Assert.False(session.MustChangePassword);
    }
}
