using System.Collections;
using System.Management.Automation;
using System.Net;
using RotationPS.Servers.SqlServer;
using RotationPS.Servers.SqlServer.Catalogue;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>The staged module brings a SqlClient that works on this system.</summary>
public sealed class SqlServerModuleTests
{
    [Fact]
    public async Task The_staged_module_rotates_accounts_of_SQL_Server()
    {
        const string adminPassword = "Sa-4c1e2f7a9b";
        const string appPassword = "First-8d3b6a5f1c";
        var catalogue = new SqlCatalogue(adminPassword);
        await using var endpoint = await TdsEndpoint.StartAsync(catalogue);
        await catalogue.RunAsync($"CREATE LOGIN [app] WITH PASSWORD = N'{appPassword}'");
        await catalogue.RunAsync("CREATE DATABASE [shop]");
        await catalogue.RunAsync("CREATE USER [app] FOR LOGIN [app]; ALTER ROLE db_datareader ADD MEMBER [app]", "shop");
        var folder = Directory.CreateTempSubdirectory("rotationps-sqlserver-");
        try
        {
            using var session = new CmdletSession();
            session.SetVariable("vault", new Hashtable { ["VaultPath"] = Path.Combine(folder.FullName, "vault") });
            session.SetVariable("server", new Hashtable { ["Engine"] = "sqlserver", ["HostName"] = "127.0.0.1", ["Port"] = endpoint.Port, ["Database"] = "shop" });
            session.SetVariable("app", Credential("app", appPassword));
            session.SetVariable("admin", Credential("sa", adminPassword));

            Run(session, "New-RotatedSecret admin @server @vault -Account $admin");
            Run(session, "New-RotatedSecret app @server @vault -Account $app -SuperuserSecretId admin");
            var plan = Run(session, "Get-RotationPermission app @vault");
            var users = Enumerable.Range(0, 2).Select(_ => Assert.Single(Run(session, "Invoke-SecretRotation app @vault")).Text("UserName")).ToList();

            Assert.NotEmpty(plan);
            Assert.Equal(["app_clone", "app"], users);
            Assert.Empty(Run(session, "Compare-RotatedAccount app @vault"));
            Assert.Empty(catalogue.Unknown);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IReadOnlyList<PSObject> Run(CmdletSession session, string script)
    {
        var run = session.Run(script);
        Assert.Empty(run.Errors);
        return run.Output;
    }

    private static PSCredential Credential(string user, string password) => new(user, new NetworkCredential(string.Empty, password).SecurePassword);
}
