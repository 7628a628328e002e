using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.Tests.SqlServer;

[Collection(SharedSqlServer.OneAtATime)]
public sealed class SqlServerRightsTests(SharedSqlServer server) : SqlServerTests(server)
{
    private const string Shop = SharedSqlServer.Shop;

    [Fact]
    public async Task Rights_on_tables_columns_schemas_and_the_database_are_copied_with_their_states()
    {
        var login = await AddAsync();
        var schema = await AddTableAsync(Shop);
        var user = Quoted(login.User);
        await Server.ExecuteAsync(Shop, $"""
            GRANT SELECT ON OBJECT::{schema}.orders TO {user};
            DENY SELECT ON OBJECT::{schema}.orders (secret) TO {user};
            GRANT UPDATE ON OBJECT::{schema}.orders (price) TO {user} WITH GRANT OPTION;
            GRANT EXECUTE ON SCHEMA::{schema} TO {user};
            GRANT VIEW DEFINITION TO {user} WITH GRANT OPTION;
            DENY CREATE TABLE TO {user}
            """);
        var request = CloneOf(login.User);

        var clone = await EnsureCloneAsync(request);

        Assert.Empty(await CompareAsync(request));
        foreach (var twin in new[] { login, clone })
        {
            Assert.True(await RunsAsync(twin, Shop, $"SELECT price FROM {schema}.orders"));
            Assert.False(await RunsAsync(twin, Shop, $"SELECT secret FROM {schema}.orders"));
            Assert.True(await MayAsync(twin, Shop, "EXECUTE", schema, "SCHEMA"));
            Assert.False(await MayAsync(twin, Shop, "CREATE TABLE", SharedSqlServer.Quoted(Shop), "DATABASE"));
        }

        Assert.Equal(
            await StatesAsync(login), await StatesAsync(clone));
    }

    [Fact]
    public async Task A_right_that_is_taken_from_the_base_is_taken_from_the_clone()
    {
        var login = await AddAsync();
        var schema = await AddTableAsync(Shop);
        await Server.ExecuteAsync(Shop, $"GRANT SELECT, DELETE ON OBJECT::{schema}.orders TO {Quoted(login.User)} WITH GRANT OPTION");
        var request = CloneOf(login.User);
        var clone = await EnsureCloneAsync(request);
        await Server.ExecuteAsync(Shop, $"REVOKE SELECT ON OBJECT::{schema}.orders FROM {Quoted(login.User)} CASCADE; REVOKE GRANT OPTION FOR DELETE ON OBJECT::{schema}.orders FROM {Quoted(login.User)} CASCADE");

        var differences = await CompareAsync(request);
        await EnsureCloneAsync(request);

        Assert.Equal(["DELETE", "SELECT"], differences.Select(difference => difference.Permission).Order());
        Assert.Contains(differences, difference => difference is { Permission: "SELECT", State: "GRANT WITH GRANT OPTION", OnBase: null, OnClone: "GRANT WITH GRANT OPTION" });
        Assert.Contains(differences, difference => difference is { Permission: "DELETE", OnBase: "GRANT", OnClone: "GRANT WITH GRANT OPTION" });
        Assert.Empty(await CompareAsync(request));
        Assert.False(await RunsAsync(clone with { Password = request.Password }, Shop, $"SELECT id FROM {schema}.orders"));
    }

    [Fact]
    public async Task What_others_have_granted_to_the_clone_is_taken_back_in_their_name()
    {
        var (login, other) = (await AddAsync(), await AddAsync());
        var schema = await AddTableAsync(Shop);
        await Server.ExecuteAsync(Shop, $"GRANT SELECT ON OBJECT::{schema}.orders TO {Quoted(other.User)} WITH GRANT OPTION");
        var request = CloneOf(login.User);
        var clone = await EnsureCloneAsync(request);
        Assert.True(await RunsAsync(other, Shop, $"GRANT SELECT ON OBJECT::{schema}.orders TO {Quoted(clone.User)}"));
        await Server.ExecuteAsync(Shop, $"GRANT SELECT ON OBJECT::{schema}.orders TO {Quoted(clone.User)}");
        Assert.Single(await CompareAsync(request));

        await EnsureCloneAsync(request);

        Assert.Empty(await CompareAsync(request));
        Assert.False(await RunsAsync(clone, Shop, $"SELECT id FROM {schema}.orders"));
    }

    [Fact]
    public async Task A_denial_becomes_a_grant_and_the_other_way_round()
    {
        var login = await AddAsync();
        var schema = await AddTableAsync(Shop);
        await Server.ExecuteAsync(Shop, $"DENY INSERT ON SCHEMA::{schema} TO {Quoted(login.User)}; GRANT UPDATE ON SCHEMA::{schema} TO {Quoted(login.User)} WITH GRANT OPTION");
        var request = CloneOf(login.User);
        await EnsureCloneAsync(request);
        await Server.ExecuteAsync(Shop, $"GRANT INSERT ON SCHEMA::{schema} TO {Quoted(login.User)}; DENY UPDATE ON SCHEMA::{schema} TO {Quoted(login.User)} CASCADE");

        var clone = await EnsureCloneAsync(request);

        Assert.Empty(await CompareAsync(request));
        Assert.True(await MayAsync(clone, Shop, "INSERT", schema, "SCHEMA"));
        Assert.False(await MayAsync(clone, Shop, "UPDATE", schema, "SCHEMA"));
    }

    [Fact]
    public async Task What_is_said_of_columns_outlives_a_change_of_the_whole_table()
    {
        var login = await AddAsync();
        var schema = await AddTableAsync(Shop);
        await Server.ExecuteAsync(Shop, $"GRANT SELECT ON OBJECT::{schema}.orders (price) TO {Quoted(login.User)}");
        var request = CloneOf(login.User);
        await EnsureCloneAsync(request);
        await Server.ExecuteAsync(Shop, $"GRANT SELECT ON OBJECT::{schema}.orders TO {Quoted(login.User)}; DENY SELECT ON OBJECT::{schema}.orders (secret) TO {Quoted(login.User)}");

        var clone = await EnsureCloneAsync(request);

        Assert.Empty(await CompareAsync(request));
        Assert.True(await RunsAsync(clone, Shop, $"SELECT price FROM {schema}.orders"));
        Assert.False(await RunsAsync(clone, Shop, $"SELECT secret FROM {schema}.orders"));
    }

    [Fact]
    public async Task Roles_of_the_database_and_the_server_are_joined_and_left()
    {
        var login = await AddAsync();
        var role = $"r_{Guid.NewGuid():N}";
        await Server.ExecuteAsync(Shop, $"CREATE ROLE {role}; ALTER ROLE {role} ADD MEMBER {Quoted(login.User)}; ALTER ROLE db_datareader ADD MEMBER {Quoted(login.User)}");
        await Server.ExecuteAsync("master", $"ALTER SERVER ROLE bulkadmin ADD MEMBER {Quoted(login.User)}");
        var request = CloneOf(login.User);
        await EnsureCloneAsync(request);
        Assert.Equal(1, await Server.ScalarAsync(Shop, $"SELECT IS_ROLEMEMBER(N'{role}', N'{request.Name}')"));
        Assert.Equal(1, await Server.ScalarAsync("master", $"SELECT IS_SRVROLEMEMBER(N'bulkadmin', N'{request.Name}')"));
        await Server.ExecuteAsync(Shop, $"ALTER ROLE {role} DROP MEMBER {Quoted(login.User)}");
        await Server.ExecuteAsync("master", $"ALTER SERVER ROLE bulkadmin DROP MEMBER {Quoted(login.User)}");

        var differences = await CompareAsync(request);
        await EnsureCloneAsync(request);

        Assert.Equal(["MEMBER OF bulkadmin", $"MEMBER OF {role}"], differences.Select(difference => difference.Permission).Order());
        Assert.Empty(await CompareAsync(request));
        Assert.Equal(0, await Server.ScalarAsync(Shop, $"SELECT IS_ROLEMEMBER(N'{role}', N'{request.Name}')"));
    }

    [Fact]
    public async Task Permissions_on_the_server_are_copied_with_their_states()
    {
        var (login, other) = (await AddAsync(), await AddAsync());
        await Server.ExecuteAsync("master", $"""
            GRANT VIEW SERVER STATE TO {Quoted(login.User)} WITH GRANT OPTION;
            DENY VIEW ANY DATABASE TO {Quoted(login.User)};
            GRANT VIEW DEFINITION ON LOGIN::{Quoted(other.User)} TO {Quoted(login.User)}
            """);
        var request = CloneOf(login.User);

        await EnsureCloneAsync(request);

        Assert.Empty(await CompareAsync(request));
        await Server.ExecuteAsync("master", $"REVOKE VIEW SERVER STATE FROM {Quoted(login.User)} CASCADE");
        var difference = Assert.Single(await CompareAsync(request));
        Assert.Equal((RightsDifference.ServerScope, "VIEW SERVER STATE"), (difference.Scope, difference.Permission));
        await EnsureCloneAsync(request);
        Assert.Empty(await CompareAsync(request));
    }

    [Fact]
    public async Task Settings_of_the_login_and_its_users_are_copied()
    {
        var login = await AddAsync(checksPolicy: true);
        var schema = await AddTableAsync(Shop);
        var request = CloneOf(login.User);
        await EnsureCloneAsync(request);
        await Server.ExecuteAsync("master", $"ALTER LOGIN {Quoted(login.User)} WITH DEFAULT_DATABASE = {SharedSqlServer.Quoted(Shop)}, DEFAULT_LANGUAGE = [Deutsch], CHECK_EXPIRATION = ON, CHECK_POLICY = ON");
        await Server.ExecuteAsync(Shop, $"ALTER USER {Quoted(login.User)} WITH DEFAULT_SCHEMA = {schema}");

        var differences = await CompareAsync(request);
        await EnsureCloneAsync(request);

        Assert.Equal(["CHECK_EXPIRATION", "DEFAULT_DATABASE", "DEFAULT_LANGUAGE", "DEFAULT_SCHEMA"], differences.Select(difference => difference.Permission).Order());
        Assert.Empty(await CompareAsync(request));
    }

    [Fact]
    public async Task A_default_database_that_is_gone_stops_no_clone()
    {
        var login = await AddAsync();
        var gone = await AddDatabaseAsync();
        await Server.ExecuteAsync("master", $"ALTER LOGIN {Quoted(login.User)} WITH DEFAULT_DATABASE = {SharedSqlServer.Quoted(gone)}");
        await Server.ExecuteAsync("master", $"DROP DATABASE {SharedSqlServer.Quoted(gone)}");
        var request = CloneOf(login.User);

        await EnsureCloneAsync(request);

        Assert.Empty(await CompareAsync(request));
    }

    [Fact]
    public async Task What_belongs_to_one_account_is_told_and_stands_in_nobodys_way()
    {
        var login = await AddAsync();
        var schema = $"s_{Guid.NewGuid():N}";
        await Server.ExecuteAsync(Shop, $"EXEC (N'CREATE SCHEMA {schema} AUTHORIZATION {Quoted(login.User)}')");
        var request = CloneOf(login.User);

        await EnsureCloneAsync(request);

        var difference = Assert.Single(await CompareAsync(request));
        Assert.Equal((Shop, $"SCHEMA {schema}", "OWNER", "yes", null), (difference.Scope, difference.Object, difference.Permission, difference.OnBase, difference.OnClone));
        Assert.NotNull(difference.Reason);
    }

    [Fact]
    public async Task The_clone_of_a_databases_owner_may_do_the_same_there()
    {
        var (login, database) = (await AddAsync(), await AddDatabaseAsync());
        await Server.ExecuteAsync("master", $"ALTER AUTHORIZATION ON DATABASE::{database} TO {Quoted(login.User)}");
        var request = CloneOf(login.User);

        var clone = await EnsureCloneAsync(request);

        var difference = Assert.Single(await CompareAsync(request));
        Assert.Equal(($"DATABASE {database}", "OWNER"), (difference.Object, difference.Permission));
        Assert.NotNull(difference.Reason);
        Assert.True(await RunsAsync(clone, database, "CREATE TABLE orders (id int NOT NULL)"));
    }

    [Fact]
    public async Task A_disabled_base_is_told_and_its_clone_stays_enabled()
    {
        var login = await AddAsync();
        var request = CloneOf(login.User);
        var clone = await EnsureCloneAsync(request);
        await Server.ExecuteAsync("master", $"ALTER LOGIN {Quoted(login.User)} DISABLE");

        Assert.NotNull(Assert.Single(await CompareAsync(request)).Reason);
        await EnsureCloneAsync(request);

        await using var session = await LogInAsync(clone);
    }

    [Fact]
    public async Task A_disabled_clone_is_enabled_again()
    {
        var login = await AddAsync();
        var request = CloneOf(login.User);
        var clone = await EnsureCloneAsync(request);
        await Server.ExecuteAsync("master", $"ALTER LOGIN {Quoted(clone.User)} DISABLE");

        Assert.Null(Assert.Single(await CompareAsync(request)).Reason);
        await EnsureCloneAsync(request);

        await using var session = await LogInAsync(clone);
    }

    [Fact]
    public async Task A_user_that_only_the_clone_has_loses_every_right_there()
    {
        var login = await AddAsync();
        var request = CloneOf(login.User);
        var clone = await EnsureCloneAsync(request);
        await AddUserAsync(clone, SharedSqlServer.Stock);
        await Server.ExecuteAsync(SharedSqlServer.Stock, $"ALTER ROLE db_owner ADD MEMBER {Quoted(clone.User)}");
        Assert.NotEmpty(await CompareAsync(request));

        await EnsureCloneAsync(request);

        Assert.Empty(await CompareAsync(request));
        Assert.False(await RunsAsync(clone, SharedSqlServer.Stock, "SELECT 1"));
    }

    [Fact]
    public async Task Rights_on_what_few_databases_have_are_copied_by_name()
    {
        if (Server.Catalogue is not { } catalogue)
        {
            return;
        }

        var login = await AddAsync();
        byte[] classes = [5, 15, 16, 17, 18, 19, 23, 24, 25, 26];
        foreach (var number in classes)
        {
            catalogue.AddSecurable(Shop, number, $"x]{number} {login.User}");
        }

        foreach (var keyword in new[] { "ASSEMBLY::[x]]5", "MESSAGE TYPE::[x]]15", "CONTRACT::[x]]16", "SERVICE::[x]]17", "REMOTE SERVICE BINDING::[x]]18", "ROUTE::[x]]19", "FULLTEXT CATALOG::[x]]23", "SYMMETRIC KEY::[x]]24", "CERTIFICATE::[x]]25", "ASYMMETRIC KEY::[x]]26" })
        {
            await Server.ExecuteAsync(Shop, $"GRANT VIEW DEFINITION ON {keyword} {login.User}] TO {Quoted(login.User)}");
        }

        var request = CloneOf(login.User);
        await EnsureCloneAsync(request);

        Assert.Empty(await CompareAsync(request));
        Assert.Equal(classes.Length, await Server.ScalarAsync(Shop, $"SELECT COUNT(*) FROM sys.database_permissions AS p INNER JOIN sys.database_principals AS u ON u.principal_id = p.grantee_principal_id WHERE u.name = N'{request.Name}' AND p.class > 0"));
    }

    private async Task<IReadOnlyList<string>> StatesAsync(Login login)
    {
        var states = new List<string>();
        await using var connection = await Server.ConnectAsync(Superuser, Shop);
        await using var command = new Microsoft.Data.SqlClient.SqlCommand(
            $"SELECT p.permission_name, p.state_desc, p.minor_id FROM sys.database_permissions AS p INNER JOIN sys.database_principals AS u ON u.principal_id = p.grantee_principal_id WHERE u.name = N'{login.User}'",
            connection);
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
        {
            states.Add($"{reader.GetValue(0)} {reader.GetValue(1)} {reader.GetValue(2)}");
        }

        return [.. states.Order(StringComparer.Ordinal)];
    }
}
