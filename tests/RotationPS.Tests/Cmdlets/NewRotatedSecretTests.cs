using System.Text.Json;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>What New-RotatedSecret makes, and what it refuses to make.</summary>
public sealed class NewRotatedSecretTests(CmdletServer server) : CmdletTests(server)
{
    private string Made => $"made_{Tag}";

    [Fact]
    public async Task A_secret_for_an_account_that_exists_has_AWSs_shape()
    {
        var secret = Assert.Single(Run(
            "New-RotatedSecret app @server -Database template1 -Account $app -Ssl $false -Description 'Orders' -Tag @{ team = 'shop'; tier = 1 }"));

        Assert.Equal("app", secret.Text("Name"));
        Assert.Matches("^arn:.*:secret:app-[A-Za-z0-9]{6}$", secret.Text("ARN"));
        Assert.Equal("SingleUser", secret.Text("Strategy"));
        Assert.Equal("postgres", secret.Text("Engine"));
        Assert.Equal(Server.Host, secret.Text("Host"));
        Assert.Equal(App, secret.Text("UserName"));
        Assert.Equal(string.Empty, secret.Text("CloneUserName"));
        Assert.Equal("Ready", secret.Text("State"));
        Assert.InRange((DateTime)secret.Value("LastRotated")!, DateTime.Now.AddMinutes(-5), DateTime.Now.AddMinutes(5));

        var expected = $$"""{"engine":"postgres","host":"{{Server.Host}}","port":{{Server.Port}},"username":"{{App}}","password":"{{AppPassword}}","dbname":"template1","ssl":false}""";
        using var json = JsonDocument.Parse(await Contents.CurrentAsync("app", Cancellation));
        using var wanted = JsonDocument.Parse(expected);
        Assert.True(JsonElement.DeepEquals(wanted.RootElement, json.RootElement), json.RootElement.ToString());
        var description = await Contents.DescribeAsync("app", Cancellation);
        Assert.Equal("Orders", description.Description);
        Assert.Equal(new Dictionary<string, string> { ["team"] = "shop", ["tier"] = "1" }, description.Tags);
    }

    [Fact]
    public async Task Naming_a_superuser_makes_the_users_alternate()
    {
        var secret = MakeAlternatingSecret();

        Assert.Equal("Alternating", secret.Text("Strategy"));
        Assert.Equal(Clone, secret.Text("CloneUserName"));
        using var json = JsonDocument.Parse(await Contents.CurrentAsync("app", Cancellation));
        Assert.Equal((await Contents.DescribeAsync("admin", Cancellation)).Arn, json.RootElement.GetProperty("masterarn").GetString());
    }

    [Fact]
    public async Task A_strategy_that_is_named_goes_before_the_superuser()
    {
        Run("New-RotatedSecret admin @server -Account $admin");

        var secret = Assert.Single(Run("New-RotatedSecret app @server -Account $app -SuperuserSecretId admin -Strategy SingleUser"));

        Assert.Equal("SingleUser", secret.Text("Strategy"));
        Assert.DoesNotContain("masterarn", await Contents.CurrentAsync("app", Cancellation));
    }

    [Fact]
    public async Task The_clone_can_have_a_name_of_its_own()
    {
        Run("New-RotatedSecret admin @server -Account $admin");

        var secret = Assert.Single(Run("New-RotatedSecret app @server -Account $app -SuperuserSecretId admin -CloneUserName $args[0]", $"twin_{Tag}"));
        var users = Run("1..3 | ForEach-Object { Invoke-SecretRotation app @vault }").Select(result => result.Text("UserName"));

        Assert.Equal($"twin_{Tag}", secret.Text("CloneUserName"));
        Assert.Equal([$"twin_{Tag}", App, $"twin_{Tag}"], users);
        await AssertCurrentLogsInAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Strategy SingleUser")]
    public async Task An_account_can_be_created_with_its_secret(string parameters)
    {
        Run("New-RotatedSecret admin @server -Account $admin");

        Run($"New-RotatedSecret made @server -UserName $args[0] -CreateAccount -SuperuserSecretId admin {parameters}", Made);

        Assert.Equal(Made, (await AssertCurrentLogsInAsync("made")).UserName);
        Run("Invoke-SecretRotation made @vault");
        await AssertCurrentLogsInAsync("made");
    }

    [Fact]
    public async Task It_can_be_rotated_at_once()
    {
        var secret = Assert.Single(Run("New-RotatedSecret app @server -Account $app -RotateImmediately"));

        Assert.Equal("Ready", secret.Text("State"));
        Assert.NotEqual(AppPassword, (await AssertCurrentLogsInAsync()).GetNetworkCredential().Password);
        Assert.Equal(2, Run("Get-SecretStageLabel app @vault").Count);
    }

    [Fact]
    public async Task A_user_name_alone_makes_the_host_ask_for_the_password()
    {
        Session.Host.PasswordToType = AppPassword;

        Run("New-RotatedSecret app @server -Account $args[0]", App);

        Assert.Contains(App, Assert.Single(Session.Host.Questions));
        await AssertCurrentLogsInAsync();
    }

    [Theory]
    [InlineData("LoginFailed", "New-RotatedSecret app @server -Account $wrong", "app")]
    [InlineData("EngineUnknown", "New-RotatedSecret app oracle db.example.com -Account $app @vault", "app")]
    [InlineData("PortOutOfRange", "New-RotatedSecret app postgres localhost -Port 65536 -Account $app @vault", "app")]
    [InlineData("PortOutOfRange", "New-RotatedSecret app postgres localhost -Port 0 -Account $app @vault", "app")]
    [InlineData("Unreachable", "New-RotatedSecret app postgres db.rotationps.invalid -Account $app @vault", "app")]
    [InlineData("DatabaseNotFound", "New-RotatedSecret app @server -Database warehouse -Account $app", "app")]
    [InlineData("TlsRefused", "New-RotatedSecret app @server -Ssl $true -Account $app", "app")]
    [InlineData("InvalidParameter", "New-RotatedSecret 'a secret' @server -Account $app", "a secret")]
    [InlineData("InvalidParameter", "New-RotatedSecret app @server -Account $app -Description ('x' * 2049)", "app")]
    [InlineData("ResourceExists", "New-RotatedSecret admin @server -Account $app", "admin")]
    [InlineData("ResourceNotFound", "New-RotatedSecret app @server -Account $app -SuperuserSecretId nobody", "app")]
    [InlineData("NotApplicable", "New-RotatedSecret app @server -Account $app -Strategy Alternating", "app")]
    [InlineData("NotApplicable", "New-RotatedSecret app @server -UserName made -CreateAccount", "app")]
    [InlineData("NotApplicable", "New-RotatedSecret app @server -Account $app -CloneUserName twin", "app")]
    [InlineData("NotApplicable", "New-RotatedSecret app @server -Account $app -SuperuserSecretId admin -CloneUserName $app.UserName", "app")]
    [InlineData("AccountExists", "New-RotatedSecret app @server -UserName $app.UserName -CreateAccount -SuperuserSecretId admin", "app")]
    [InlineData("SuperuserIsAccount", "New-RotatedSecret app @server -Account $admin -SuperuserSecretId admin", "app")]
    [InlineData("NameTooLong", "New-RotatedSecret app @server -UserName ('ü' * 29) -CreateAccount -SuperuserSecretId admin", "app")]
    [InlineData("InvalidParameter", "New-RotatedSecret 'no good' @server -UserName $made -CreateAccount -SuperuserSecretId admin", "no good")]
    public async Task What_is_wrong_is_refused_and_nothing_is_made(string kind, string script, string target)
    {
        Run("New-RotatedSecret admin @server -Account $admin");
        Session.SetVariable("wrong", Credential(App, "wrong"));
        Session.SetVariable("made", Made);
        var before = await StateAsync();

        var run = Try(script);

        Refusal.Assert(run, kind, "NewRotatedSecret", target);
        Assert.Empty(run.Output);
        Assert.Equal(before, await StateAsync());
        Assert.DoesNotContain(AppPassword, Everything.Of(run) + Session.Host.Shown);
    }

    [Fact]
    public async Task A_superuser_without_rights_creates_nothing()
    {
        Run("New-RotatedSecret admin @server -Account $admin");
        await Server.ExecuteAsync($"ALTER ROLE {Admin} NOSUPERUSER");
        var before = await StateAsync();

        Refusal.Assert(Try("New-RotatedSecret app @server -Account $app -SuperuserSecretId admin"), "PermissionDenied", "NewRotatedSecret", "app");
        Refusal.Assert(
            Try("New-RotatedSecret app @server -UserName $args[0] -CreateAccount -SuperuserSecretId admin", Made), "PermissionDenied", "NewRotatedSecret", "app");
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task An_expired_account_gets_no_secret()
    {
        await Server.ExecuteAsync($"ALTER ROLE {App} VALID UNTIL '2020-01-01'");
        var before = await StateAsync();

        Assert.Contains("VALID UNTIL", Refusal.Assert(Try("New-RotatedSecret app @server -Account $app"), "LoginFailed", "NewRotatedSecret", "app"));
        Assert.Equal(before, await StateAsync());
    }
}
