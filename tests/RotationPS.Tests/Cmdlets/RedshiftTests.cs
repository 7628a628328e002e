using System.Collections;
using System.Management.Automation;
using System.Net;
using RotationPS.Servers;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>
/// The cmdlets with secrets of Amazon Redshift. A PostgreSQL server that keeps MD5 hashes stands in for it, for every
/// statement that is run there means the same on both.
/// </summary>
public sealed class RedshiftTests : IAsyncLifetime
{
    private const string AppPassword = "First-8d3b6a5f1c";
    private const string AdminPassword = "Admin-4c1e2f7a9b";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rotationps-redshift-");
    private readonly CmdletSession _session = new();

    private PostgreSqlServer Server { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await PostgreSqlServer.StartAsync(new PostgreSqlServerOptions
        {
            LogStatements = true,
            HostRules = ["host all all all md5"],
            Settings = new Dictionary<string, string> { ["password_encryption"] = "md5" },
        });
        await Server.ExecuteAsync($"CREATE ROLE app LOGIN PASSWORD '{AppPassword}'; CREATE ROLE admin LOGIN SUPERUSER PASSWORD '{AdminPassword}'");
        _session.SetVariable("vault", new Hashtable { ["VaultPath"] = Path.Combine(_folder.FullName, "vault") });
        _session.SetVariable("server", new Hashtable { ["Engine"] = "redshift", ["HostName"] = Server.Host, ["Port"] = Server.Port, ["Database"] = "postgres" });
        _session.SetVariable("app", Credential("app", AppPassword));
        _session.SetVariable("admin", Credential("admin", AdminPassword));
        Run("New-RotatedSecret admin @server @vault -Account $admin");
        Run("New-RotatedSecret app @server @vault -Account $app");
    }

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task An_account_rotates_is_tested_and_goes_back_and_no_password_stands_in_the_servers_log()
    {
        Assert.Equal("Rotated", Assert.Single(Run("Invoke-SecretRotation app @vault")).Text("Status"));
        var rotated = await AssertCurrentLogsInAsync();
        Assert.All(Run("Test-RotatedSecret app @vault"), check => Assert.True(check.Text("Status") is "Passed" or "Skipped", check.Text("Message")));
        Assert.Contains("nothing to repair", Assert.Single(Run("Repair-SecretRotation app @vault")).Text("Reason"), StringComparison.Ordinal);
        Assert.Contains("-- none", string.Join('\n', Run("Get-RotationPermission app @vault | ForEach-Object DatabaseGrant")), StringComparison.Ordinal);
        Run("Undo-SecretRotation app @vault -Confirm:$false");
        Assert.Equal(AppPassword, await AssertCurrentLogsInAsync());

        var log = await Server.ReadLogAsync();
        Assert.Contains("ALTER USER \"app\" PASSWORD 'md5", log, StringComparison.Ordinal);
        Assert.DoesNotContain(rotated, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_accounts_do_not_alternate_and_nothing_changes()
    {
        Refusal.Assert(_session.Run("New-RotatedSecret two @server @vault -Account $app -SuperuserSecretId admin"), "NotApplicable", "NewRotatedSecret", "two");
        Refusal.Assert(_session.Run("Set-AlternatingRotation app admin @vault"), "NotApplicable", "SetAlternatingRotation", "app");
        Refusal.Assert(_session.Run("Compare-RotatedAccount app @vault"), "NotApplicable", "CompareRotatedAccount", "app");

        Assert.Equal(["admin", "app"], Run("Get-RotatedSecret @vault").Select(secret => secret.Text("Name")).Order(StringComparer.Ordinal));
        Assert.Equal(AppPassword, await AssertCurrentLogsInAsync());
    }

    [Fact]
    public async Task A_superuser_makes_an_account_and_gives_one_that_was_changed_by_hand_its_password_again()
    {
        Run("New-RotatedSecret new @server @vault -UserName newcomer -CreateAccount -SuperuserSecretId admin -Strategy SingleUser -RotateImmediately");
        await AssertCurrentLogsInAsync("new");

        await Server.ExecuteAsync("ALTER ROLE app PASSWORD 'changed by hand'");
        var advice = Assert.Single(Run("Repair-SecretRotation app @vault"));
        Assert.Equal("Reconcile", advice.Text("Action"));
        Assert.Equal("Reconciled", Assert.Single(Run("Repair-SecretRotation app @vault -Action Reconcile -SuperuserSecretId admin -Confirm:$false")).Text("Status"));
        Assert.Equal(AppPassword, await AssertCurrentLogsInAsync());
    }

    [Theory]
    [InlineData("-PasswordLength 65")]
    [InlineData("-ExcludeNumbers")]
    [InlineData("-ExcludeCharacters ''")]
    public async Task A_password_that_Redshift_would_not_take_is_refused_before_a_version_is_made(string policy)
    {
        // Without exclusions one password in six has none of the five characters.
        var run = Enumerable.Range(0, 20).Select(_ => _session.Run($"Invoke-SecretRotation app @vault {policy}")).First(run => run.Errors.Count > 0);

        Refusal.Assert(run, "PolicyRejected", "InvokeSecretRotation", "app");
        Assert.DoesNotContain("AWSPENDING", string.Join('\n', Run("Get-SecretStageLabel app @vault | ForEach-Object StageLabel")), StringComparison.Ordinal);
        await AssertCurrentLogsInAsync();
    }

    [Fact]
    public async Task Passwords_for_those_who_use_them_fit()
    {
        foreach (var consumer in (string[])["Uri", "Jdbc", "Odbc", "AdoNet", "Shell", "Xml"])
        {
            Assert.Equal("Rotated", Assert.Single(Run($"Invoke-SecretRotation app @vault -PasswordFor {consumer}")).Text("Status"));
        }

        await AssertCurrentLogsInAsync();
    }

    [Fact]
    public async Task Many_runs_at_once_make_one_new_version()
    {
        var runs = Enumerable.Range(0, 4).Select(_ => Task.Run(
            () =>
            {
                using var session = new CmdletSession();
                session.SetVariable("vault", new Hashtable { ["VaultPath"] = Path.Combine(_folder.FullName, "vault") });
                return session.Run("Invoke-SecretRotation app @vault");
            },
            TestContext.Current.CancellationToken));

        var outcomes = (await Task.WhenAll(runs)).Select(run => Assert.Single(run.Output).Text("Status")).ToList();

        Assert.All(outcomes, status => Assert.True(status is "Rotated" or "Resumed" or "AlreadyCurrent", status));
        Assert.Contains("Rotated", outcomes);
        await AssertCurrentLogsInAsync();
    }

    private static PSCredential Credential(string user, string password) => new(user, new NetworkCredential(string.Empty, password).SecurePassword);

    private IReadOnlyList<PSObject> Run(string script)
    {
        var run = _session.Run(script);
        Assert.Empty(run.Errors);
        return run.Output;
    }

    /// <returns>The password of AWSCURRENT, which the server takes.</returns>
    private async Task<string> AssertCurrentLogsInAsync(string secret = "app")
    {
        var current = (PSCredential)Assert.Single(Run($"Get-RotatedCredential {secret} @vault")).BaseObject;
        var password = current.GetNetworkCredential().Password;
        await using var connection = await Server.ConnectAsync(current.UserName, password);
        return password;
    }
}
