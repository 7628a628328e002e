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
    [InlineData("Set-AlternatingRotation app @vault -Schedule 'rate(30 days)'", 0)]
    [InlineData("Set-AlternatingRotation app admin @vault -Schedule 'rate(30 days)'", 0)]
    [InlineData("Set-AlternatingRotation app @vault -Schedule 'rate(30 days)'", 1)]
    [InlineData("Set-AlternatingRotation app admin @vault -Schedule 'rate(30 days)'", 1)]
    public async Task A_schedule_leaves_the_pair_and_the_version_as_they_are(string script, int rotations)
    {
        await MakeUnusualPairAsync();
        foreach (var _ in Enumerable.Range(0, rotations))
        {
            Run("Invoke-SecretRotation app @vault");
        }

        var json = await Contents.CurrentAsync("app", Cancellation);
        var before = await StateAsync();

        var secret = Assert.Single(Run(script));

        Assert.Equal("rate(30 days)", secret.Text("Schedule"));
        Assert.Equal($"twin_{Tag}", secret.Text("CloneUserName"));
        Assert.Equal(json, await Contents.CurrentAsync("app", Cancellation));
        Assert.Equal(before, await StateAsync());
        Assert.Equal("Rotated", Assert.Single(Run("Invoke-SecretRotation app @vault")).Text("Status"));
    }

    [Fact]
    public async Task A_schedule_leaves_a_single_user_and_its_version_as_they_are()
    {
        var json = $$"""{"engine":"postgres","host":"{{Server.Host}}","port":{{Server.Port}},"username":"{{App}}","password":"{{AppPassword}}","dualpassword":"false","superuserhost":"primary"}""";
        await Contents.AddAsync("app", json, Cancellation);
        var before = await StateAsync();

        Assert.Equal("rate(30 days)", Assert.Single(Run("Set-SingleUserRotation app @vault -Schedule 'rate(30 days)'")).Text("Schedule"));

        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task What_is_said_of_a_pair_changes_and_the_rest_of_it_stays()
    {
        await MakeUnusualPairAsync();

        Run("Set-AlternatingRotation app @vault -SkipDatabase reports");

        Assert.Equal(
            [("baseusername", App), ("cloneusername", $"twin_{Tag}"), ("clonemode", "SharedOwner"), ("ownerrole", $"owner_{Tag}"), ("skipdatabases", "[\"reports\"]"), ("superuserhost", Server.Host)],
            await PairAsync());
        Assert.Equal("Rotated", Assert.Single(Run("Invoke-SecretRotation app @vault")).Text("Status"));
    }

    [Theory]
    [InlineData("-SkipDatabase ''", "skipdatabases")]
    [InlineData("-SkipDatabase @()", "skipdatabases")]
    [InlineData("-SuperuserHost ''", "superuserhost")]
    [InlineData("-CloneMode ActAs", "clonemode", "ownerrole")]
    [InlineData("-CloneUserName \"$($app.UserName)_clone\"", "baseusername", "cloneusername")]
    public async Task What_is_usual_comes_back_where_it_is_said(string parameters, params string[] gone)
    {
        await MakeUnusualPairAsync();
        var before = await PairAsync();

        Run($"Set-AlternatingRotation app @vault {parameters}");

        Assert.Equal(before.Where(key => !gone.Contains(key.Key)), await PairAsync());
        await AssertCurrentLogsInAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("-WhatIf")]
    [InlineData("-Confirm")]
    public async Task A_single_user_cannot_alternate_without_a_superuser_and_nobody_is_asked_for_one(string common)
    {
        MakeSingleUserSecret();
        var before = await StateAsync();

        var run = Try($"Set-AlternatingRotation app @vault -Schedule 'rate(30 days)' {common}");

        Assert.Contains("-SuperuserSecretId", Refusal.Assert(run, "NotApplicable", "SetAlternatingRotation", "app"));
        Assert.Empty(Session.Host.Questions);
        Assert.DoesNotContain("What if: ", Session.Host.Shown);
        Assert.Equal(before, await StateAsync());
        Assert.Empty((await Contents.DescribeAsync("app", Cancellation)).Tags);
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
        var told = Try($"Set-AlternatingRotation app admin @vault {parameters} -WhatIf");

        Assert.Equal(Refusal.Assert(run, kind, "SetAlternatingRotation", "app"), Refusal.Assert(told, kind, "SetAlternatingRotation", "app"));
        Assert.Empty(run.Output);
        Assert.DoesNotContain("What if: ", Session.Host.Shown);
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

    /// <summary>Makes a pair that has each of the keys of one that is not as usual.</summary>
    private async Task MakeUnusualPairAsync()
    {
        Run("New-RotatedSecret admin @server -Account $admin");
        Run(
            "New-RotatedSecret app @server -Account $app -SuperuserSecretId admin -CloneUserName $args[0] -CloneMode SharedOwner -OwnerRole $args[1] -SkipDatabase template1 -SuperuserHost $args[2]",
            $"twin_{Tag}",
            $"owner_{Tag}",
            Server.Host);
        Assert.Equal(6, (await PairAsync()).Count);
    }

    private async Task<IReadOnlyList<(string Key, string Value)>> PairAsync()
    {
        using var json = JsonDocument.Parse(await Contents.CurrentAsync("app", Cancellation));
        string[] usual = ["engine", "host", "port", "dbname", "username", "password", "masterarn", "passwordsince"];
        return [.. json.RootElement.EnumerateObject().Where(key => !usual.Contains(key.Name)).Select(key => (key.Name, key.Value.ToString()))];
    }
}
