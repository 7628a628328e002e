using System.Text.Json.Nodes;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>What a person has for the day something outside goes wrong, in states prepared by hand.</summary>
public sealed class RecoveryTests(CmdletServer server) : CmdletTests(server)
{
    private const string Test = "Test-RotatedSecret app @vault";
    private const string Repair = "Repair-SecretRotation app @vault";
    private const string Undo = "Undo-SecretRotation app @vault";

    [Theory]
    [InlineData(false, 6)]
    [InlineData(true, 10)]
    public async Task A_secret_that_is_well_passes_every_check_and_needs_no_repair(bool alternating, int checks)
    {
        MakeSecret(alternating);
        Run("Invoke-SecretRotation app @vault | Out-Null");
        var before = await StateAsync();

        var found = Run(Test);

        Assert.Equal(checks, found.Count);
        Assert.All(found, check => Assert.True(check.Text("Status") is "Passed" or "Skipped", check.Text("Message")));
        Assert.True((bool)Assert.Single(Run($"{Test} -Quiet")).BaseObject);
        Assert.Equal(string.Empty, Assert.Single(Run(Repair)).Text("Action"));
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task A_pending_version_of_a_foreign_account_is_found_and_abandoned()
    {
        MakeAlternatingSecret();
        await PutPendingAsync(json => (json["username"], json["password"]) = ("postgres", "pending"));

        AssertFailed("Pending", "PendingForeign");
        Assert.Contains("-Action Abandon", Refusal.Assert(Try("Invoke-SecretRotation app @vault"), "PendingForeign", "InvokeSecretRotation", "app"));
        await FollowAsync("Abandon", "Abandoned");
        Assert.Equal("Rotated", Assert.Single(Run("Invoke-SecretRotation app @vault")).Text("Status"));
    }

    [Fact]
    public async Task A_password_changed_by_hand_is_found_and_reconciled()
    {
        MakeAlternatingSecret();
        Run("Invoke-SecretRotation app @vault");
        await Server.ExecuteAsync($"ALTER ROLE {Clone} PASSWORD 'changed by hand'");

        AssertFailed("Current", "LoginFailed");
        await FollowAsync("Reconcile", "Reconciled");
    }

    [Fact]
    public async Task A_single_users_password_changed_by_hand_is_reconciled_by_a_superuser_that_is_named()
    {
        MakeSingleUserSecret();
        Run("New-RotatedSecret admin @server -Account $admin");
        await Server.ExecuteAsync($"ALTER ROLE {App} PASSWORD 'changed by hand'");

        Refusal.Assert(Try($"{Repair} -Action Reconcile"), "NotApplicable", "RepairSecretRotation", "app");
        Assert.Contains("-SuperuserSecretId", Assert.Single(Run(Repair)).Text("Command"));
        Assert.Equal("Reconciled", Assert.Single(Run($"{Repair} -Action Reconcile -SuperuserSecretId admin")).Text("Status"));
        Assert.Equal(AppPassword, (await AssertCurrentLogsInAsync()).GetNetworkCredential().Password);
    }

    [Fact]
    public async Task The_command_of_a_repair_names_a_vault_that_the_session_names()
    {
        MakeAlternatingSecret();
        await PutPendingAsync(json => (json["username"], json["password"]) = (Clone, "pending"));
        var folder = Path.Combine(Folder, "the team's vault");
        Directory.Move(VaultPath, folder);
        Run("$global:PSDefaultParameterValues['Repair-SecretRotation:VaultPath'] = $args[0]", folder);

        var advice = Assert.Single(Run("Repair-SecretRotation app"));

        Assert.Equal($"Repair-SecretRotation -SecretId 'app' -Action Resume -VaultPath '{folder.Replace("'", "''")}'", advice.Text("Command"));
        Assert.Equal("Resumed", Assert.Single(Run($"$global:PSDefaultParameterValues.Clear(); {advice.Text("Command")}")).Text("Status"));
    }

    [Fact]
    public async Task A_clone_that_was_dropped_is_found_and_made_again()
    {
        MakeAlternatingSecret();
        Run("Invoke-SecretRotation app @vault");
        await Server.ExecuteAsync($"DROP ROLE {Clone}");

        AssertFailed("Clone", "AccountNotFound");
        await FollowAsync("Reconcile", "Reconciled");
        Assert.Equal(["Passed", "Passed"], Run($"{Test} | Where-Object Check -In Clone, CloneRights").Select(check => check.Text("Status")));
    }

    [Fact]
    public async Task A_superuser_that_is_locked_is_found_and_named()
    {
        MakeAlternatingSecret();
        await PutPendingAsync(json => (json["username"], json["password"]) = (Clone, "pending"));
        await Server.ExecuteAsync($"ALTER ROLE {Admin} NOLOGIN");

        AssertFailed("Superuser", "AccountLocked");
        var advice = Assert.Single(Run(Repair));
        Assert.Equal("Resume", advice.Text("Action"));
        Assert.Contains(Admin, advice.Text("Reason"));
        await Server.ExecuteAsync($"ALTER ROLE {Admin} LOGIN");
        await FollowAsync("Resume", "Resumed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_last_rotation_is_undone_by_a_rotation_forward(bool alternating)
    {
        MakeSecret(alternating);
        Run("Invoke-SecretRotation app @vault");
        var undone = Run("Get-SecretStageLabel app @vault -StageLabel AWSCURRENT")[0].Text("VersionId");

        var result = Assert.Single(Run(Undo));

        Assert.Equal("Rotated", result.Text("Status"));
        var current = await AssertCurrentLogsInAsync();
        Assert.Equal((App, AppPassword), (current.UserName, current.GetNetworkCredential().Password));
        Assert.Equal(undone, Run("Get-SecretStageLabel app @vault -StageLabel AWSPREVIOUS")[0].Text("VersionId"));
        Assert.Equal("Rotated", Assert.Single(Run("Invoke-SecretRotation app @vault")).Text("Status"));
        await AssertCurrentLogsInAsync();
    }

    [Fact]
    public void A_change_of_strategy_is_taken_back_with_a_warning()
    {
        MakeSecret(alternating: true);
        Run("Invoke-SecretRotation app @vault; Set-SingleUserRotation app @vault");
        var previous = Run("Test-RotatedSecret app @vault").Single(check => check.Text("Check") == "Previous").Text("Message");

        Assert.Empty(Run($"{Undo} -WhatIf"));
        var run = Try(Undo);

        const string Change = "the change from alternating users to a single user, not a rotation";
        Assert.Contains(Change, previous);
        Assert.Contains($"takes back {Change}", Session.Host.Shown);
        Assert.Empty(run.Errors);
        Assert.Equal(("Rotated", "Alternating"), (Assert.Single(run.Output).Text("Status"), run.Output[0].Text("Strategy")));
        Assert.Contains($"The undo of the secret 'app' took back {Change}", Assert.Single(run.Messages));
    }

    [Fact]
    public void There_is_nothing_to_undo_before_the_first_rotation()
    {
        MakeSingleUserSecret();

        var run = Try(Undo);

        Refusal.Assert(run, "PreviousUnusable", "UndoSecretRotation", "app");
        Assert.Equal("Failed", Assert.Single(run.Output).Text("Status"));
    }

    [Theory]
    [InlineData(Undo, "AWSPREVIOUS")]
    [InlineData($"{Repair} -Action Resume", "Finish the pending version")]
    [InlineData($"{Repair} -Action Abandon", "Take AWSPENDING off")]
    [InlineData($"{Repair} -Action Reconcile", "Set the password of")]
    public async Task What_if_tells_and_changes_nothing(string command, string words)
    {
        MakeAlternatingSecret();
        Run("Invoke-SecretRotation app @vault");
        if (command != Undo)
        {
            await PutPendingAsync(json => (json["username"], json["password"]) = (App, "pending"));
        }

        var before = await StateAsync();

        Assert.Empty(Run($"{command} -WhatIf"));

        Assert.Contains("What if: ", Session.Host.Shown);
        Assert.Contains(words, Session.Host.Shown);
        Assert.Equal(before, await StateAsync());
    }

    [Theory]
    [InlineData("Resume", "Resume the rotation of the secret?")]
    [InlineData("Abandon", "Abandon the pending version of the secret?")]
    [InlineData("Reconcile", "Reconcile the account of the secret?")]
    public async Task Confirm_asks_for_what_is_done_and_no_changes_nothing(string action, string question)
    {
        MakeAlternatingSecret();
        await PutPendingAsync(json => (json["username"], json["password"]) = (Clone, "pending"));
        var before = await StateAsync();

        Assert.Empty(Run($"{Repair} -Action {action} -Confirm"));

        Assert.StartsWith(question, Assert.Single(Session.Host.Questions));
        Assert.Equal(before, await StateAsync());
    }

    [Theory]
    [InlineData("Resume")]
    [InlineData("Abandon")]
    public void A_repair_that_does_not_fit_is_refused(string action)
    {
        MakeSingleUserSecret();

        Assert.Contains("No rotation of 'app' is unfinished", Refusal.Assert(Try($"{Repair} -Action {action}"), "NotApplicable", "RepairSecretRotation", "app"));
    }

    [Fact]
    public void A_secret_that_is_missing_fails_its_test_and_the_others_go_on()
    {
        MakeSingleUserSecret();

        var checks = Run("'nobody', 'app' | Test-RotatedSecret @vault");

        Assert.Equal(("Secret", "Failed", "ResourceNotFound"), (checks[0].Text("Check"), checks[0].Text("Status"), checks[0].Text("FailureKind")));
        Assert.Equal(7, checks.Count);
        Assert.Equal([false, true], Run("'nobody', 'app' | Test-RotatedSecret @vault -Quiet").Select(found => (bool)found.BaseObject));
    }

    [Fact]
    public async Task However_many_checks_of_a_secret_come_down_the_pipeline_it_is_worked_on_once()
    {
        MakeAlternatingSecret();
        Run("Invoke-SecretRotation app @vault");

        Assert.Single(Run($"{Test} | Repair-SecretRotation @vault"));
        Assert.Equal(10, Run($"{Test} | Test-RotatedSecret @vault").Count);
        Assert.Equal("Rotated", Assert.Single(Run($"{Test} | Undo-SecretRotation @vault")).Text("Status"));

        Assert.Equal(App, (await AssertCurrentLogsInAsync()).UserName);
    }

    [Fact]
    public void The_checks_are_shown_as_a_table_and_the_advice_as_a_list()
    {
        MakeSingleUserSecret();

        Run($"{Test} | Out-Default; {Repair} | Out-Default");

        Assert.Matches(@"(?m)^ +Secret: app *\r?$", Session.Host.Shown);
        Assert.Matches(@"(?m)^Check +Status +Message *\r?$", Session.Host.Shown);
        Assert.Matches(@"(?m)^Current +Passed +AWSCURRENT logs in", Session.Host.Shown);
        Assert.Matches(@"(?m)^Action +: none", Session.Host.Shown);
    }

    [Theory]
    [InlineData("about_RotationPS_Recovery", "Test-RotatedSecret", "Repair-SecretRotation", "Undo-SecretRotation", "Invoke-SecretRotation")]
    [InlineData("about_RotationPS_Fleets", "Invoke-SecretRotation -Due", "Get-RotatedSecret", "Set-RotationSchedule app -Schedule", "-NotBetween")]
    public void A_page_tells_what_to_type(string name, params string[] words)
    {
        var page = $"{Assert.Single(Session.Run($"Get-Help {name}").Output)}";

        Assert.All(words, word => Assert.Contains(word, page));
    }

    private async Task PutPendingAsync(Action<JsonObject> edit)
    {
        var json = JsonNode.Parse(await Contents.CurrentAsync("app", Cancellation))!.AsObject();
        edit(json);
        await Contents.PutAsync("app", json.ToJsonString(), ["AWSPENDING"], Cancellation);
    }

    private void AssertFailed(string check, string kind)
    {
        var found = Assert.Single(Run($"{Test} | Where-Object Check -EQ {check}"));
        Assert.Equal(("Failed", kind), (found.Text("Status"), found.Text("FailureKind")));
        Assert.NotEqual(string.Empty, found.Text("Recommendation"));
        Assert.False((bool)Assert.Single(Run($"{Test} -Quiet")).BaseObject);
    }

    /// <summary>Asks what fits, does what is said by the very words of the advice, and finds nothing left to repair.</summary>
    private async Task FollowAsync(string action, string status)
    {
        var advice = Assert.Single(Run(Repair));
        Assert.Equal(action, advice.Text("Action"));

        Assert.Equal(status, Assert.Single(Run(advice.Text("Command"))).Text("Status"));

        await AssertCurrentLogsInAsync();
        Assert.Equal(string.Empty, Assert.Single(Run(Repair)).Text("Action"));
    }
}
