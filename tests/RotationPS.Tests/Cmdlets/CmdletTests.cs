using System.Management.Automation;
using System.Net;
using System.Security.Cryptography;
using Npgsql;
using RotationPS.Servers;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>
/// What the tests of the cmdlets share: accounts on the server whose names no other test has, a folder for a vault, and a
/// session in which <c>$vault</c> and <c>$server</c> hold the parameters for them, <c>$app</c> and <c>$admin</c> the
/// credentials of the account and of a superuser.
/// </summary>
public abstract class CmdletTests : IAsyncLifetime
{
    private readonly CmdletServer _server;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rotationps-cmdlets-");

    protected CmdletTests(CmdletServer server)
    {
        _server = server;
        Contents = new VaultContents(VaultPath);
    }

    private protected PostgreSqlServer Server => _server.PostgreSql;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected CmdletSession Session { get; } = new();

    /// <summary>Stands in the name of every account of this test.</summary>
    private protected string Tag { get; } = RandomNumberGenerator.GetHexString(8, lowercase: true);

    private protected string App => $"app_{Tag}";

    private protected string Clone => $"{App}_clone";

    private protected string Admin => $"admin_{Tag}";

    private protected string AppPassword { get; } = RandomNumberGenerator.GetHexString(24);

    private protected string AdminPassword { get; } = RandomNumberGenerator.GetHexString(24);

    /// <summary>A folder of this test's own.</summary>
    private protected string Folder => _folder.FullName;

    /// <summary>Where the vault is or will be.</summary>
    private protected string VaultPath => Path.Combine(Folder, "vault");

    private protected VaultContents Contents { get; }

    public virtual async ValueTask InitializeAsync()
    {
        await Server.ExecuteAsync($"CREATE ROLE {App} LOGIN PASSWORD '{AppPassword}'; CREATE ROLE {Admin} LOGIN SUPERUSER PASSWORD '{AdminPassword}'");
        Prepare(Session);
    }

    public virtual ValueTask DisposeAsync()
    {
        Session.Dispose();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private protected static PSCredential Credential(string user, string password) =>
        new(user, new NetworkCredential(string.Empty, password).SecurePassword);

    /// <summary>Gives a session the variables that the scripts of the tests use.</summary>
    private protected void Prepare(CmdletSession session)
    {
        session.SetVariable("vault", new System.Collections.Hashtable { ["VaultPath"] = VaultPath });
        session.SetVariable("server", new System.Collections.Hashtable
        {
            ["VaultPath"] = VaultPath,
            ["Engine"] = "postgres",
            ["HostName"] = Server.Host,
            ["Port"] = Server.Port,
        });
        session.SetVariable("app", Credential(App, AppPassword));
        session.SetVariable("admin", Credential(Admin, AdminPassword));
    }

    /// <summary>Runs a script that must write no error, and gives its output.</summary>
    private protected IReadOnlyList<PSObject> Run(string script, params object[] arguments)
    {
        var run = Session.Run(script, arguments);
        Assert.Empty(run.Errors);
        return run.Output;
    }

    /// <summary>Runs a script that may write errors.</summary>
    private protected CmdletRun Try(string script, params object[] arguments) => Session.Run(script, arguments);

    /// <summary>Makes the secret <c>app</c>, for a single user.</summary>
    private protected PSObject MakeSingleUserSecret() => Assert.Single(Run("New-RotatedSecret app @server -Account $app"));

    /// <summary>Makes the secrets <c>admin</c> and <c>app</c>, for alternating users.</summary>
    private protected PSObject MakeAlternatingSecret()
    {
        Run("New-RotatedSecret admin @server -Account $admin");
        return Assert.Single(Run("New-RotatedSecret app @server -Account $app -SuperuserSecretId admin"));
    }

    /// <summary>Makes the secret <c>app</c> for one strategy or the other.</summary>
    private protected PSObject MakeSecret(bool alternating) => alternating ? MakeAlternatingSecret() : MakeSingleUserSecret();

    /// <summary>Whether the server lets an account in.</summary>
    private protected async Task<bool> LogsInAsync(string user, string password)
    {
        try
        {
            await using var connection = await Server.ConnectAsync(user, password);
            return true;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            return false;
        }
    }

    /// <summary>Asserts that AWSCURRENT of a secret logs in, and gives it.</summary>
    private protected async Task<PSCredential> AssertCurrentLogsInAsync(string secret = "app")
    {
        var current = (PSCredential)Assert.Single(Run("Get-RotatedCredential $args[0] @vault", secret)).BaseObject;
        Assert.True(await LogsInAsync(current.UserName, current.GetNetworkCredential().Password), $"AWSCURRENT of '{secret}' does not log in.");
        return current;
    }

    /// <summary>Every version of every secret as a line, with its labels.</summary>
    private protected virtual Task<IReadOnlyList<string>> SecretsAsync() => Contents.LinesAsync(Cancellation);

    /// <summary>The store's every version and label, and all that the server knows of this test's accounts.</summary>
    private protected async Task<string> StateAsync()
    {
        var accounts = await Server.QueryAsync($"""
            SELECT row_to_json(a)::text,
                   shobj_description(a.oid, 'pg_authid'),
                   (SELECT string_agg(row_to_json(s)::text, ' ' ORDER BY s.setdatabase) FROM pg_db_role_setting s WHERE s.setrole = a.oid),
                   (SELECT string_agg(row_to_json(m)::text, ' ' ORDER BY m.roleid) FROM pg_auth_members m WHERE m.member = a.oid)
            FROM pg_authid a
            WHERE strpos(a.rolname, '{Tag}') > 0
            ORDER BY a.rolname
            """);
        return string.Join('\n', [.. await SecretsAsync(), .. accounts.Select(account => string.Join('|', account))]);
    }
}
