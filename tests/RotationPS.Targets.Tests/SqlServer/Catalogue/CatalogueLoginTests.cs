using RotationPS.Servers.SqlServer.Catalogue;

namespace RotationPS.Targets.Tests.SqlServer.Catalogue;

/// <summary>Logins, their passwords, and who may change them.</summary>
public sealed class CatalogueLoginTests : CatalogueTests
{
    private const string Other = "An0ther-passw0rd";

    [Fact]
    public async Task A_login_opens_its_default_database_with_its_password()
    {
        await SetUpAsync();

        using var session = LogIn();

        Assert.Equal("shop", session.Database);
        Assert.Equal(18456, Refused(password: "wrong"));
        Assert.Equal(18456, Refused("nobody"));
        Assert.Equal(4060, Refused(database: "nothing"));
    }

    [Fact]
    public async Task A_disabled_login_is_refused_only_to_who_knows_its_password()
    {
        await SetUpAsync();
        await Server.RunAsync("ALTER LOGIN keeper DISABLE");

        Assert.Equal(18470, Refused());
        Assert.Equal(18456, Refused(password: "wrong"));
    }

    [Fact]
    public async Task A_password_can_be_changed_during_the_login()
    {
        await SetUpAsync();
        await Server.RunAsync($"ALTER LOGIN keeper WITH CHECK_EXPIRATION = ON; ALTER LOGIN keeper WITH PASSWORD = N'{Password}' MUST_CHANGE");

        Assert.Equal(18488, Refused());
        Assert.Equal(15118, Refused(newPassword: "tooeasyforthis"));
        LogIn(newPassword: Other).Dispose();
        LogIn(password: Other).Dispose();
        Assert.Equal(18456, Refused());
    }

    [Fact]
    public async Task Too_many_wrong_passwords_lock_a_login()
    {
        await SetUpAsync();
        Server.Policy.LockoutThreshold = 2;

        Refused(password: "wrong");
        Refused(password: "wrong");
        Assert.Equal(18486, Refused());
        await Server.RunAsync($"ALTER LOGIN keeper WITH PASSWORD = N'{Other}' UNLOCK");

        LogIn(password: Other).Dispose();
    }

    [Fact]
    public async Task A_hash_makes_a_login_with_the_same_password()
    {
        await SetUpAsync();
        var hash = (byte[])(await RowsAsync("SELECT password_hash FROM sys.sql_logins WHERE name = N'keeper'"))[0][0]!;

        await Server.RunAsync(
            $"CREATE LOGIN twin WITH PASSWORD = 0x{Convert.ToHexString(hash)} HASHED, SID = 0x000102030405060708090A0B0C0D0E0F, CHECK_POLICY = OFF");

        LogIn("twin", database: "master").Dispose();
        Assert.Equal(33020, await ErrorAsync($"ALTER LOGIN keeper WITH PASSWORD = 0x{Convert.ToHexString(hash)} HASHED", "sa"));
        Assert.Equal(15433, await ErrorAsync("CREATE LOGIN x WITH PASSWORD = N'Shop-4-passw0rd', SID = 0x000102030405060708090A0B0C0D0E0F", "sa"));
    }

    [Theory]
    [InlineData("CREATE LOGIN keeper WITH PASSWORD = N'Shop-4-passw0rd'", 15025)]
    [InlineData("CREATE LOGIN x WITH PASSWORD = N'short'", 15116)]
    [InlineData("CREATE LOGIN x WITH PASSWORD = N'alllowercase'", 15118)]
    [InlineData("CREATE LOGIN x WITH PASSWORD = N'a', CHECK_POLICY = OFF", 0)]
    [InlineData("CREATE LOGIN x WITH PASSWORD = N'a', CHECK_POLICY = OFF, CHECK_EXPIRATION = ON", 15122)]
    [InlineData("CREATE LOGIN x WITH PASSWORD = N'Shop-4-passw0rd' MUST_CHANGE", 15099)]
    [InlineData("ALTER LOGIN nobody DISABLE", 15151)]
    [InlineData("DROP LOGIN nobody", 15151)]
    public async Task A_statement_on_logins_gives_the_servers_error(string statement, int error)
    {
        await SetUpAsync();

        Assert.Equal(error, await ErrorAsync(statement, "sa"));
    }

    [Fact]
    public async Task A_login_may_change_its_own_password_only_with_the_old_one()
    {
        await SetUpAsync();

        Assert.Equal(15247, await ErrorAsync($"CREATE LOGIN x WITH PASSWORD = N'{Other}'"));
        Assert.Equal(15151, await ErrorAsync($"ALTER LOGIN keeper WITH PASSWORD = N'{Other}'"));
        Assert.Equal(15151, await ErrorAsync($"ALTER LOGIN keeper WITH PASSWORD = N'{Other}' OLD_PASSWORD = N'wrong'"));
        Assert.Equal(0, await ErrorAsync($"ALTER LOGIN keeper WITH PASSWORD = N'{Other}' OLD_PASSWORD = N'{Password}'"));
        LogIn(password: Other).Dispose();
    }

    [Fact]
    public async Task Logins_of_sysadmin_can_be_changed_only_with_control_of_the_server()
    {
        await SetUpAsync();
        await Server.RunAsync($"CREATE LOGIN boss WITH PASSWORD = N'{Password}'; ALTER SERVER ROLE sysadmin ADD MEMBER boss; GRANT ALTER ANY LOGIN TO keeper");

        Assert.Equal(15151, await ErrorAsync($"ALTER LOGIN boss WITH PASSWORD = N'{Other}'"));
        Assert.Equal(0, await ErrorAsync($"CREATE LOGIN x WITH PASSWORD = N'{Other}'"));
        Assert.Equal(15151, await ErrorAsync("ALTER SERVER ROLE sysadmin ADD MEMBER keeper"));
    }

    [Fact]
    public async Task Who_may_not_see_others_sees_itself_and_the_fixed_roles()
    {
        await SetUpAsync();
        await Server.RunAsync($"CREATE LOGIN unseen WITH PASSWORD = N'{Password}'");

        Assert.Equal(["keeper", "sa"], (await RowsAsync("SELECT name FROM sys.sql_logins ORDER BY name", "keeper")).Select(row => row[0]));
        await Server.RunAsync("GRANT VIEW ANY DEFINITION TO keeper");
        Assert.Contains("unseen", (await RowsAsync("SELECT name FROM sys.server_principals", "keeper")).Select(row => row[0]));
    }

    [Fact]
    public async Task A_contained_user_logs_in_to_its_database_alone()
    {
        await Server.RunAsync("CREATE DATABASE shop CONTAINMENT = PARTIAL");
        await Server.RunAsync($"CREATE USER inner_one WITH PASSWORD = N'{Password}'", "shop");

        LogIn("inner_one", database: "shop").Dispose();
        Assert.Equal(18456, Refused("inner_one", database: "master"));
        Assert.Equal(0, await ErrorAsync($"ALTER USER inner_one WITH PASSWORD = N'{Other}' OLD_PASSWORD = N'{Password}'", "inner_one"));
        Assert.Equal(18456, Refused("inner_one", database: "shop"));
        Assert.Equal(33233, await ErrorAsync($"CREATE USER y WITH PASSWORD = N'{Password}'", "sa", "master"));
    }

    [Fact]
    public async Task Azure_refuses_what_it_does_not_have()
    {
        var azure = new SqlCatalogue(Administrator, SqlFlavour.AzureSqlDatabase);
        await azure.RunAsync("CREATE DATABASE shop");

        Assert.StartsWith("40508", (await Assert.ThrowsAsync<InvalidOperationException>(() => azure.RunAsync("USE shop"))).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "40515", (await Assert.ThrowsAsync<InvalidOperationException>(() => azure.RunAsync("SELECT * FROM shop.sys.schemas"))).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "40517",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => azure.RunAsync($"CREATE LOGIN x WITH PASSWORD = N'{Password}', CHECK_POLICY = OFF"))).Message,
            StringComparison.Ordinal);
    }
}
