namespace RotationPS.Targets.Tests.SqlServer.Catalogue;

/// <summary>Rights: how they are given, kept and used.</summary>
public sealed class CataloguePermissionTests : CatalogueTests
{
    private const string Read = "SELECT price FROM dbo.orders";

    [Theory]
    [InlineData("GRANT SELECT ON dbo.orders TO keeper", 0)]
    [InlineData("GRANT SELECT ON OBJECT::dbo.orders (price) TO keeper", 0)]
    [InlineData("GRANT SELECT ON OBJECT::dbo.orders (secret) TO keeper", 230)]
    [InlineData("GRANT SELECT ON SCHEMA::dbo TO keeper", 0)]
    [InlineData("GRANT SELECT TO keeper", 0)]
    [InlineData("GRANT CONTROL ON DATABASE::shop TO keeper", 0)]
    [InlineData("GRANT SELECT TO keeper; DENY SELECT ON dbo.orders TO keeper", 229)]
    [InlineData("GRANT SELECT ON dbo.orders TO keeper; DENY SELECT ON SCHEMA::dbo TO public", 229)]
    [InlineData("GRANT SELECT ON dbo.orders TO keeper; DENY SELECT ON dbo.orders (price) TO keeper", 230)]
    [InlineData("DENY SELECT ON dbo.orders TO keeper; GRANT SELECT ON dbo.orders (price) TO keeper", 0)]
    [InlineData("GRANT SELECT ON dbo.orders TO keeper; REVOKE SELECT ON dbo.orders FROM keeper", 229)]
    [InlineData("ALTER ROLE db_datareader ADD MEMBER keeper", 0)]
    [InlineData("ALTER ROLE db_datareader ADD MEMBER keeper; ALTER ROLE db_denydatareader ADD MEMBER keeper", 229)]
    [InlineData("ALTER ROLE db_owner ADD MEMBER keeper; DENY SELECT ON dbo.orders TO keeper", 229)]
    [InlineData("CREATE ROLE a; CREATE ROLE b; ALTER ROLE a ADD MEMBER b; ALTER ROLE b ADD MEMBER keeper; GRANT SELECT ON dbo.orders TO a", 0)]
    [InlineData("ALTER AUTHORIZATION ON SCHEMA::dbo TO keeper", 0)]
    public async Task Reading_takes_the_right_to_it(string statements, int error)
    {
        await SetUpAsync();
        Assert.Equal(229, await ErrorAsync(Read));

        await Server.RunAsync(statements, "shop");

        Assert.Equal(error, await ErrorAsync(Read));
    }

    [Theory]
    [InlineData("INSERT INTO dbo.orders (price) VALUES (1)", "GRANT INSERT ON dbo.orders TO keeper", 229)]
    [InlineData("UPDATE dbo.orders SET price = 1", "GRANT UPDATE ON dbo.orders (price) TO keeper", 229)]
    [InlineData("DELETE FROM dbo.orders", "GRANT DELETE ON SCHEMA::dbo TO keeper", 229)]
    [InlineData("EXEC dbo.work", "GRANT EXECUTE TO keeper", 229)]
    [InlineData("CREATE TABLE dbo.more (id int)", "GRANT CREATE TABLE TO keeper; GRANT ALTER ON SCHEMA::dbo TO keeper", 262)]
    [InlineData("ALTER TABLE dbo.orders ADD more int", "GRANT ALTER ON dbo.orders TO keeper", 1088)]
    [InlineData("DROP TABLE dbo.orders", "GRANT CONTROL ON dbo.orders TO keeper", 3701)]
    [InlineData("CREATE ROLE more", "GRANT CREATE ROLE TO keeper", 262)]
    [InlineData("CREATE USER more WITHOUT LOGIN", "GRANT ALTER ANY USER TO keeper", 15247)]
    [InlineData("CREATE SCHEMA more", "ALTER ROLE db_ddladmin ADD MEMBER keeper", 262)]
    [InlineData("ALTER ROLE plain ADD MEMBER other", "GRANT ALTER ON ROLE::plain TO keeper", 15151)]
    [InlineData("ALTER ROLE db_datareader ADD MEMBER other", "ALTER ROLE db_owner ADD MEMBER keeper", 15151)]
    [InlineData("GRANT SELECT ON dbo.orders TO other", "GRANT SELECT ON dbo.orders TO keeper WITH GRANT OPTION", 15151)]
    [InlineData("GRANT SELECT TO other", "ALTER ROLE db_securityadmin ADD MEMBER keeper", 4613)]
    [InlineData("GRANT SELECT ON dbo.orders TO other AS team", "CREATE ROLE team; ALTER ROLE team ADD MEMBER keeper; GRANT SELECT ON dbo.orders TO team WITH GRANT OPTION", 15151)]
    public async Task A_statement_takes_the_right_to_it(string statement, string grant, int error)
    {
        await SetUpAsync();
        await Server.RunAsync("CREATE USER other WITHOUT LOGIN; CREATE ROLE plain", "shop");
        await Server.RunAsync("CREATE PROCEDURE dbo.work AS RETURN", "shop");
        Assert.Equal(error, await ErrorAsync(statement));

        await Server.RunAsync(grant, "shop");

        Assert.Equal(0, await ErrorAsync(statement));
    }

    [Fact]
    public async Task Permissions_are_stored_as_the_server_stores_them()
    {
        await SetUpAsync();
        await Server.RunAsync(
            "GRANT SELECT ON dbo.orders TO keeper WITH GRANT OPTION; DENY UPDATE ON dbo.orders (price) TO keeper; GRANT EXECUTE ON SCHEMA::dbo TO keeper; GRANT INSERT ON dbo.orders TO keeper; REVOKE INSERT ON dbo.orders (price) FROM keeper",
            "shop");

        var rows = await RowsAsync(
            "SELECT p.class, p.minor_id, p.type, p.permission_name, p.state, g.name FROM sys.database_permissions AS p INNER JOIN sys.database_principals AS g ON g.principal_id = p.grantor_principal_id WHERE p.grantee_principal_id = USER_ID(N'keeper') ORDER BY p.class, p.type, p.minor_id");

        Assert.Equal(
            [
                "0 0 CO   CONNECT G dbo", "1 0 IN   INSERT G dbo", "1 2 IN   INSERT R dbo", "1 0 SL   SELECT W dbo", "1 2 UP   UPDATE D dbo", "3 0 EX   EXECUTE G dbo",
            ],
            rows.Select(row => string.Join(' ', row)));
    }

    [Fact]
    public async Task Grantable_rights_go_with_those_they_were_handed_on_to()
    {
        await SetUpAsync();
        await Server.RunAsync("CREATE USER other WITHOUT LOGIN; GRANT SELECT ON dbo.orders TO keeper WITH GRANT OPTION", "shop");
        Assert.Equal(0, await ErrorAsync("GRANT SELECT ON dbo.orders TO other"));

        Assert.Equal(4611, await ErrorAsync("REVOKE SELECT ON dbo.orders FROM keeper", "sa"));
        await Server.RunAsync("REVOKE GRANT OPTION FOR SELECT ON dbo.orders FROM keeper CASCADE", "shop");

        Assert.Equal(["keeper G"], (await RowsAsync(
            "SELECT USER_NAME(grantee_principal_id) + N' ' + state FROM sys.database_permissions WHERE class = 1")).Select(row => row[0]));
    }

    [Fact]
    public async Task A_database_takes_a_user_and_the_right_to_connect()
    {
        await SetUpAsync();
        await Server.RunAsync("CREATE DATABASE other");

        Assert.Equal(916, await ErrorAsync("USE other"));
        Assert.Equal(916, await ErrorAsync("SELECT * FROM other.sys.schemas"));
        await Server.RunAsync("DENY CONNECT TO keeper", "shop");
        Assert.Equal(4064, Refused());
    }

    [Fact]
    public async Task Server_rights_are_given_in_master_and_used()
    {
        await SetUpAsync();

        Assert.Equal(4621, await ErrorAsync("GRANT VIEW SERVER STATE TO keeper", "sa"));
        Assert.Equal(4613, await ErrorAsync("GRANT VIEW SERVER STATE TO public", database: "master"));
        await Server.RunAsync("GRANT VIEW SERVER STATE TO keeper WITH GRANT OPTION; GRANT VIEW DEFINITION ON LOGIN::sa TO keeper");
        Assert.Equal(0, await ErrorAsync("GRANT VIEW SERVER STATE TO public", database: "master"));
        Assert.Equal(
            ["100 COSQ G 1", "100 VWSS W 1", "101 VW   G 1"],
            (await RowsAsync("SELECT class, type, state, grantor_principal_id FROM sys.server_permissions WHERE grantee_principal_id = SUSER_ID(N'keeper') ORDER BY class, type"))
                .Select(row => string.Join(' ', row)));
    }

    [Theory]
    [InlineData("CREATE USER keeper WITHOUT LOGIN", 15023)]
    [InlineData("CREATE USER second FOR LOGIN keeper", 15063)]
    [InlineData("CREATE USER second FOR LOGIN nobody", 15007)]
    [InlineData("DROP USER dbo", 15150)]
    [InlineData("ALTER ROLE db_datareader ADD MEMBER dbo", 15405)]
    [InlineData("DROP USER nobody", 15151)]
    [InlineData("EXEC (N'CREATE SCHEMA own AUTHORIZATION keeper'); DROP USER keeper", 15138)]
    [InlineData("CREATE ROLE own AUTHORIZATION keeper; DROP USER keeper", 15421)]
    [InlineData("GRANT SELECT ON dbo.nothing TO keeper", 15151)]
    [InlineData("GRANT SELECT TO nobody", 15151)]
    [InlineData("GRANT SELECT TO db_datareader", 4617)]
    [InlineData("ALTER DATABASE shop SET READ_ONLY; CREATE USER second WITHOUT LOGIN", 3906)]
    [InlineData("CREATE DATABASE gone; ALTER DATABASE gone SET OFFLINE; USE gone", 942)]
    public async Task A_statement_on_users_gives_the_servers_error(string statement, int error)
    {
        await SetUpAsync();

        Assert.Equal(error, await ErrorAsync(statement, "sa"));
    }
}
