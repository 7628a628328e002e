using System.Text.Json;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>Two accounts are compared, and kept alike in the way that the secret says.</summary>
public sealed class TwinTests(CmdletServer server) : CmdletTests(server)
{
    [Fact]
    public async Task A_true_twin_gives_nothing_and_each_difference_is_an_object()
    {
        MakeAlternatingSecret();
        Run("Invoke-SecretRotation app @vault");
        Assert.Empty(Run("Compare-RotatedAccount app @vault"));
        await Server.ExecuteAsync($"ALTER ROLE {App} SET work_mem = '7MB'; CREATE TABLE t_{Tag} (id int); GRANT SELECT ON t_{Tag} TO {Clone}; ALTER TABLE t_{Tag} OWNER TO {Admin}");
        await Server.ExecuteAsync($"CREATE SCHEMA s_{Tag} AUTHORIZATION {Clone}");
        var before = await StateAsync();

        var differences = Run("Compare-RotatedAccount app @vault");

        Assert.Equal(
            [
                "server||SET work_mem||7MB||",
                $"postgres|TABLE public.t_{Tag}|SELECT|GRANT|no|yes|",
                $"postgres|SCHEMA s_{Tag}|OWNER||no|yes|'{Clone}' owns it, so '{App}' cannot alter it; run: REASSIGN OWNED BY \"{Clone}\" TO \"{App}\".",
            ],
            differences.Select(difference => string.Join('|', new[] { "Scope", "Object", "Permission", "State", "OnBase", "OnClone", "Reason" }.Select(difference.Text))));
        Assert.All(differences, difference => Assert.Equal(("app", App, Clone), (difference.Text("Name"), difference.Text("UserName"), difference.Text("CloneUserName"))));
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task What_cannot_be_brought_in_line_is_one_warning_of_its_secret()
    {
        MakeAlternatingSecret();
        Run("Invoke-SecretRotation app @vault");
        await Server.ExecuteAsync($"CREATE SCHEMA s_{Tag} AUTHORIZATION {Clone}");

        var run = Try("Invoke-SecretRotation app @vault");

        Assert.Equal("Rotated", Assert.Single(run.Output).Text("Status"));
        Assert.StartsWith(
            $"Secret 'app': 1 difference between the clone '{Clone}' and its base '{App}' cannot be brought in line: postgres: OWNER on SCHEMA s_{Tag}",
            Assert.Single(run.Messages, message => message.Contains("in line")));
        var check = Assert.Single(Run("Test-RotatedSecret app @vault | Where-Object Check -EQ CloneRights"));
        Assert.Equal(("Warning", "RightsDiffer"), (check.Text("Status"), check.Text("FailureKind")));
    }

    [Fact]
    public async Task What_a_rotation_would_run_is_what_brings_the_clone_in_line()
    {
        MakeAlternatingSecret();
        Run("Invoke-SecretRotation app @vault");
        await Server.ExecuteAsync($"ALTER ROLE {App} SET work_mem = '7MB'");
        var before = await StateAsync();

        Run("Invoke-SecretRotation app @vault -WhatIf");
        var shown = Session.Host.Shown;

        Assert.Contains($"ALTER ROLE \"{Clone}\" SET \"work_mem\" = '7MB'", shown);
        Assert.Contains($"ALTER ROLE \"{App}\" PASSWORD '********'", shown);
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public void A_single_user_has_nobody_to_be_compared_with()
    {
        MakeSingleUserSecret();

        Refusal.Assert(Try("Compare-RotatedAccount app @vault"), "NotApplicable", "CompareRotatedAccount", "app");
    }

    [Fact]
    public async Task Two_accounts_come_to_share_an_owner()
    {
        MakeSingleUserSecret();
        Run("New-RotatedSecret admin @server -Account $admin");

        Run($"Set-AlternatingRotation app admin @vault -CloneMode SharedOwner -OwnerRole owner_{Tag}");
        Assert.Equal([Clone, App], Run("1..2 | ForEach-Object { Invoke-SecretRotation app @vault }").Select(result => result.Text("UserName")));

        await AssertCurrentLogsInAsync();
        using var json = JsonDocument.Parse(await Contents.CurrentAsync("app", Cancellation));
        Assert.Equal("SharedOwner", json.RootElement.GetProperty("clonemode").GetString());
        Assert.Equal($"owner_{Tag}", json.RootElement.GetProperty("ownerrole").GetString());
        Assert.Equal(false, await Server.ScalarAsync($"SELECT pg_has_role('{Clone}', '{App}', 'MEMBER') OR pg_has_role('{App}', '{Clone}', 'MEMBER')"));
        Run("Set-SingleUserRotation app @vault");
        Assert.DoesNotContain("ownerrole", await Contents.CurrentAsync("app", Cancellation));
    }

    [Fact]
    public async Task Accounts_that_exist_are_taken_on_request_and_may_be_allowed_to_differ()
    {
        await Server.ExecuteAsync($"CREATE ROLE {Clone} LOGIN PASSWORD 'x'");
        Run("New-RotatedSecret admin @server -Account $admin");
        Run("New-RotatedSecret app @server -Account $app -SuperuserSecretId admin -CloneMode Existing");

        Run("Invoke-SecretRotation app @vault -AdoptClone");
        await Server.ExecuteAsync($"ALTER ROLE {App} CREATEDB");
        Refusal.Assert(Try("Invoke-SecretRotation app @vault"), "RightsDiffer", "InvokeSecretRotation", "app");
        Run("Invoke-SecretRotation app @vault -AllowRightsDifference");

        await AssertCurrentLogsInAsync();
        Assert.Equal(false, await Server.ScalarAsync($"SELECT rolcreatedb FROM pg_roles WHERE rolname = '{Clone}'"));
    }

    [Theory]
    [InlineData("Set-AlternatingRotation single admin @vault -CloneMode Copy", "NotApplicable")]
    [InlineData("Set-AlternatingRotation single admin @vault -CloneMode SharedOwner", "NotApplicable")]
    [InlineData("Set-AlternatingRotation single admin @vault -OwnerRole x", "NotApplicable")]
    [InlineData("Set-AlternatingRotation single admin @vault -CloneMode Existing", "AccountNotFound")]
    [InlineData("Set-AlternatingRotation single admin @vault -SuperuserHost other.example.com", "SuperuserElsewhere")]
    [InlineData("New-RotatedSecret other @server -Account $app -SuperuserHost localhost", "NotApplicable")]
    public async Task What_does_not_go_together_is_refused_before_anything_changes(string command, string kind)
    {
        Run("New-RotatedSecret single @server -Account $app; New-RotatedSecret admin @server -Account $admin");
        var before = await StateAsync();

        Assert.StartsWith($"{kind},RotationPS.Commands.", Assert.Single(Try(command).Errors).FullyQualifiedErrorId);

        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task The_superuser_works_at_another_name_of_the_server()
    {
        Run("$there = @{} + $server; $there.HostName = 'localhost'; New-RotatedSecret admin @there -Account $admin");

        Run("New-RotatedSecret app @server -Account $app -SuperuserSecretId admin -SuperuserHost localhost -RotateImmediately");

        Assert.Equal(Clone, (await AssertCurrentLogsInAsync()).UserName);
        using var json = JsonDocument.Parse(await Contents.CurrentAsync("app", Cancellation));
        Assert.Equal("localhost", json.RootElement.GetProperty("superuserhost").GetString());
        Assert.Equal(Server.Host, json.RootElement.GetProperty("host").GetString());
    }
}
