using System.Text.Json;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>A secret changes from one strategy to the other while AWSCURRENT goes on to log in.</summary>
public sealed class StrategyTests(CmdletServer server) : CmdletTests(server)
{
    [Fact]
    public async Task A_single_user_becomes_alternating_and_keeps_its_password()
    {
        MakeSingleUserSecret();
        Run("New-RotatedSecret admin @server -Account $admin");

        var secret = Assert.Single(Run("Set-AlternatingRotation app admin @vault"));

        Assert.Equal("Alternating", secret.Text("Strategy"));
        Assert.Equal(Clone, secret.Text("CloneUserName"));
        Assert.Equal(AppPassword, (await AssertCurrentLogsInAsync()).GetNetworkCredential().Password);
        Assert.Equal([Clone, App, Clone], Run("1..3 | ForEach-Object { Invoke-SecretRotation app @vault }").Select(result => result.Text("UserName")));
        Assert.True(await LogsInAsync(Clone, (await AssertCurrentLogsInAsync()).GetNetworkCredential().Password));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Alternating_users_become_one_and_the_other_stays(int rotations)
    {
        MakeAlternatingSecret();
        foreach (var _ in Enumerable.Range(0, rotations))
        {
            Run("Invoke-SecretRotation app @vault");
        }

        var before = await AssertCurrentLogsInAsync();
        var secret = Assert.Single(Run("Set-SingleUserRotation app @vault"));

        Assert.Equal("SingleUser", secret.Text("Strategy"));
        Assert.Equal(string.Empty, secret.Text("CloneUserName"));
        var after = await AssertCurrentLogsInAsync();
        Assert.Equal(before.UserName, after.UserName);
        Assert.Equal(before.GetNetworkCredential().Password, after.GetNetworkCredential().Password);
        Assert.Equal(before.UserName, Assert.Single(Run("Invoke-SecretRotation app @vault")).Text("UserName"));
        await AssertCurrentLogsInAsync();
    }

    [Fact]
    public async Task A_clone_alone_alternates_with_its_base_again()
    {
        MakeAlternatingSecret();
        Run("Invoke-SecretRotation app @vault; Set-SingleUserRotation app @vault");

        var secret = Assert.Single(Run("Set-AlternatingRotation app admin @vault"));

        Assert.Equal(Clone, secret.Text("CloneUserName"));
        Assert.Equal([App, Clone], Run("1..2 | ForEach-Object { Invoke-SecretRotation app @vault }").Select(result => result.Text("UserName")));
        await AssertCurrentLogsInAsync();
    }

    [Fact]
    public async Task The_clones_name_and_mode_are_kept_in_the_secret()
    {
        MakeSingleUserSecret();
        Run("New-RotatedSecret admin @server -Account $admin");

        Run("Set-AlternatingRotation app admin @vault -CloneUserName $args[0] -CloneMode Member", $"twin_{Tag}");

        using var json = JsonDocument.Parse(await Contents.CurrentAsync("app", Cancellation));
        Assert.Equal(App, json.RootElement.GetProperty("baseusername").GetString());
        Assert.Equal($"twin_{Tag}", json.RootElement.GetProperty("cloneusername").GetString());
        Assert.Equal("Member", json.RootElement.GetProperty("clonemode").GetString());
        Run("Invoke-SecretRotation app @vault");
        await AssertCurrentLogsInAsync();
        Assert.Equal(0L, await Server.ScalarAsync($"SELECT count(*) FROM pg_db_role_setting WHERE setrole = 'twin_{Tag}'::regrole"));
    }

    [Fact]
    public async Task Changing_to_what_it_is_already_makes_no_version()
    {
        MakeAlternatingSecret();
        Run("New-RotatedSecret single @server -Account $app");
        var before = await StateAsync();

        Assert.Equal("Alternating", Assert.Single(Run("Set-AlternatingRotation app admin @vault")).Text("Strategy"));
        Assert.Equal("SingleUser", Assert.Single(Run("Set-SingleUserRotation single @vault")).Text("Strategy"));

        Assert.Equal(before, await StateAsync());
    }

    [Theory]
    [InlineData("LoginFailed", "ALTER ROLE ADMIN PASSWORD 'another'", "")]
    [InlineData("PermissionDenied", "ALTER ROLE ADMIN NOSUPERUSER", "")]
    [InlineData("CloneNotOurs", "CREATE ROLE APP_clone", "")]
    [InlineData("NotApplicable", "SELECT 1", "-CloneUserName $app.UserName")]
    [InlineData("NameTooLong", "SELECT 1", "-CloneUserName ('ü' * 32)")]
    [InlineData("SuperuserIsAccount", "SELECT 1", "-CloneUserName $admin.UserName")]
    public async Task What_stands_in_the_way_of_alternating_is_found_before_anything_changes(string kind, string sql, string parameters)
    {
        MakeSingleUserSecret();
        Run("New-RotatedSecret admin @server -Account $admin");
        await Server.ExecuteAsync(sql.Replace("ADMIN", Admin).Replace("APP", App));
        var before = await StateAsync();

        var run = Try($"Set-AlternatingRotation app admin @vault {parameters}");

        Refusal.Assert(run, kind, "SetAlternatingRotation", "app");
        Assert.Empty(run.Output);
        Assert.Equal(before, await StateAsync());
        await AssertCurrentLogsInAsync();
    }

    [Fact]
    public async Task A_superuser_of_another_server_is_refused()
    {
        MakeSingleUserSecret();
        await Contents.AddAsync("admin", """{"engine":"postgres","host":"db.example.com","username":"postgres","password":"p"}""", Cancellation);

        Refusal.Assert(Try("Set-AlternatingRotation app admin @vault"), "SuperuserElsewhere", "SetAlternatingRotation", "app");
    }

    [Fact]
    public async Task An_account_with_the_clones_name_can_be_adopted_from_the_start()
    {
        MakeSingleUserSecret();
        Run("New-RotatedSecret admin @server -Account $admin");
        await Server.ExecuteAsync($"CREATE ROLE {Clone} LOGIN");

        Run("Set-AlternatingRotation app admin @vault -AdoptClone; Invoke-SecretRotation app @vault");

        Assert.Equal(Clone, (await AssertCurrentLogsInAsync()).UserName);
    }
}
