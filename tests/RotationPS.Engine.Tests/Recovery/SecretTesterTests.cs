using System.Globalization;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Recovery;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Recovery;

/// <summary>What a test of a secret finds, and that it changes nothing.</summary>
public sealed class SecretTesterTests
{
    private static readonly VersionId Pending = Scene.Id("pending");

    [Fact]
    public async Task All_is_well_with_a_single_user()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.RotateAsync();

        var checks = await TestAsync(scene);

        Assert.Equal([CheckName.Secret, CheckName.Labels, CheckName.Current, CheckName.Tls, CheckName.Previous, CheckName.Age], checks.Keys);
        Assert.All(checks.Values, check => Assert.True(check.Status is CheckStatus.Passed || check.Name is CheckName.Previous, $"{check}"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task All_is_well_with_alternating_users(int rotations)
    {
        var scene = await Scene.AlternatingAsync();
        for (var rotation = 0; rotation < rotations; rotation++)
        {
            await scene.RotateAsync();
        }

        var checks = await TestAsync(scene);

        Assert.Equal(Enum.GetValues<CheckName>().Except([CheckName.Pending]), checks.Keys);
        Assert.DoesNotContain(checks.Values, check => check.Status is CheckStatus.Failed or CheckStatus.Warning);
        Assert.DoesNotContain(scene.Target.Logins, login => !login.Succeeded);
    }

    [Fact]
    public async Task A_single_user_logs_in_once()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.RotateAsync();
        await scene.PutPendingAsync(Pending, json => json["password"] = "pending");
        var before = scene.Target.Logins.Count;

        await TestAsync(scene);

        Assert.Equal(1, scene.Target.Logins.Count - before);
    }

    [Fact]
    public async Task Each_password_is_tried_once_where_none_works()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.RotateAsync();
        await scene.PutPendingAsync(Pending, json => json["password"] = "pending");
        scene.Target.Find("app")!.Password = "changed by hand";
        var before = scene.Target.Logins.Count;

        var checks = await TestAsync(scene);

        Assert.Equal(3, scene.Target.Logins.Count - before);
        Assert.Equal(CheckStatus.Failed, checks[CheckName.Current].Status);
        Assert.Equal("Run Repair-SecretRotation; it says what fits.", checks[CheckName.Current].Recommendation);
        Assert.Equal(CheckStatus.Failed, checks[CheckName.Pending].Status);
        Assert.Equal(CheckStatus.Skipped, checks[CheckName.Previous].Status);
    }

    [Fact]
    public async Task A_rotation_that_stopped_after_Set_is_found()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.PutPendingAsync(Pending, json => json["password"] = "pending");
        scene.Target.Find("app")!.Password = "pending";

        var checks = await TestAsync(scene);

        Assert.Equal((CheckStatus.Warning, FailureKind.RotationUnfinished), (checks[CheckName.Labels].Status, checks[CheckName.Labels].Kind));
        Assert.Equal((CheckStatus.Failed, FailureKind.LoginFailed), (checks[CheckName.Current].Status, checks[CheckName.Current].Kind));
        Assert.Equal(CheckStatus.Passed, checks[CheckName.Pending].Status);
        Assert.Contains("has its password already", checks[CheckName.Pending].Message);
    }

    [Fact]
    public async Task A_pending_version_without_a_value_is_found()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Store.PrepareVersionWithoutValue(scene.App, Pending, StageLabel.Pending);

        Assert.Equal((CheckStatus.Warning, FailureKind.RotationUnfinished), await FindAsync(scene, CheckName.Pending));
    }

    [Fact]
    public async Task A_pending_version_of_a_foreign_account_is_found()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.PutPendingAsync(Pending, json => json["username"] = "somebody");

        Assert.Equal((CheckStatus.Failed, FailureKind.PendingForeign), await FindAsync(scene, CheckName.Pending));
    }

    [Theory]
    [InlineData("app_clone", "Finish it with Invoke-SecretRotation")]
    [InlineData("somebody", "-Action Abandon")]
    public async Task What_is_unfinished_is_to_be_met_by_what_will_not_be_refused(string user, string advised)
    {
        var scene = await Scene.AlternatingAsync();
        await scene.PutPendingAsync(Pending, json => (json["username"], json["password"]) = (user, "pending"));

        var check = (await TestAsync(scene))[CheckName.Labels];

        Assert.Equal((CheckStatus.Warning, FailureKind.RotationUnfinished), (check.Status, check.Kind));
        Assert.Contains(advised, check.Recommendation);
        var process = scene.NewProcess();
        Assert.Null((await (user is "somebody" ? process.AbandonAsync() : process.RotateAsync())).Failure);
    }

    [Fact]
    public async Task A_superuser_that_is_locked_is_found_and_what_needs_it_is_skipped()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.Find("boss")!.IsLocked = true;

        var checks = await TestAsync(scene);

        Assert.Equal((CheckStatus.Failed, FailureKind.AccountLocked), (checks[CheckName.Superuser].Status, checks[CheckName.Superuser].Kind));
        Assert.Equal(CheckStatus.Skipped, checks[CheckName.CloneRights].Status);
        Assert.Equal(CheckStatus.Passed, checks[CheckName.Current].Status);
    }

    [Fact]
    public async Task A_superuser_without_rights_is_found()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.Find("boss")!.IsSuperuser = false;

        Assert.Equal((CheckStatus.Failed, FailureKind.PermissionDenied), await FindAsync(scene, CheckName.SuperuserRights));
    }

    [Fact]
    public async Task A_clone_that_was_dropped_while_it_is_in_use_is_found()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        scene.Target.RemoveAccount("app_clone");

        Assert.Equal((CheckStatus.Failed, FailureKind.AccountNotFound), await FindAsync(scene, CheckName.Clone));
    }

    [Fact]
    public async Task A_twin_that_no_rotation_makes_is_found_missing()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.App, json => json["clonemode"] = "Existing");

        var check = (await TestAsync(scene))[CheckName.Clone];

        Assert.Equal((CheckStatus.Failed, FailureKind.AccountNotFound), (check.Status, check.Kind));
        Assert.StartsWith("Create it", check.Recommendation);
    }

    [Fact]
    public async Task A_clone_that_is_not_ours_is_found()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.AddAccount("app_clone", "its own password");

        Assert.Equal((CheckStatus.Failed, FailureKind.CloneNotOurs), await FindAsync(scene, CheckName.Clone));
    }

    [Theory]
    [InlineData(1, CheckStatus.Failed)]
    [InlineData(2, CheckStatus.Warning)]
    public async Task Rights_that_differ_are_worse_while_the_clone_is_in_use(int rotations, CheckStatus status)
    {
        var scene = await Scene.AlternatingAsync();
        for (var rotation = 0; rotation < rotations; rotation++)
        {
            await scene.RotateAsync();
        }

        scene.Target.Find("app")!.Settings["statement_timeout"] = "5s";

        var checks = await TestAsync(scene);
        Assert.Equal((status, FailureKind.RightsDiffer), (checks[CheckName.CloneRights].Status, checks[CheckName.CloneRights].Kind));
        Assert.Contains("statement_timeout", checks[CheckName.CloneRights].Message);
    }

    [Fact]
    public async Task Rights_that_cannot_be_brought_in_line_are_found_and_fail_nothing()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        scene.Target.Find("app_clone")!.Fixed["owner of orders"] = "Nobody else may own it.";
        scene.Target.Find("app_clone")!.Fixed["owner of shops"] = "Nor these.";

        var check = (await TestAsync(scene))[CheckName.CloneRights];

        Assert.Equal((CheckStatus.Warning, FailureKind.RightsDiffer), (check.Status, check.Kind));
        Assert.StartsWith("2 differences between the clone 'app_clone' and its base 'app' cannot be brought in line; the first: ", check.Message);
        Assert.EndsWith("Nobody else may own it.", check.Message);
        Assert.Equal("Look at what differs with Compare-RotatedAccount.", check.Recommendation);
    }

    [Fact]
    public async Task Rights_that_differ_are_the_administrators_to_mend_where_both_accounts_are_his()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.App, json => json["clonemode"] = "Existing");
        scene.Target.AddAccount("app_clone", "password-of-the-twin").CloneOf = "app";
        scene.Target.Find("app")!.Settings["statement_timeout"] = "5s";

        var check = (await TestAsync(scene))[CheckName.CloneRights];

        Assert.Equal((CheckStatus.Failed, FailureKind.RightsDiffer), (check.Status, check.Kind));
        Assert.StartsWith("Give both the same rights yourself", check.Recommendation);
        Assert.Equal(FailureKind.RightsDiffer, (await scene.RotateAsync()).Failure!.Kind);
    }

    [Fact]
    public async Task A_connection_without_encryption_is_found()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.EditAsync(scene.App, json => json["ssl"] = false);

        Assert.Equal((CheckStatus.Warning, FailureKind.TlsRefused), await FindAsync(scene, CheckName.Tls));
    }

    [Fact]
    public async Task The_age_is_that_of_AWSCURRENT()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Clock.Advance(TimeSpan.FromDays(40));
        await scene.RotateAsync();
        scene.Clock.Advance(TimeSpan.FromDays(3.5));

        Assert.Contains("3 days old", (await TestAsync(scene))[CheckName.Age].Message);
    }

    [Fact]
    public async Task The_age_of_a_password_that_an_undo_brought_back_says_since_when_it_counts()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.RotateAsync();
        scene.Clock.Advance(TimeSpan.FromDays(40));
        await scene.NewProcess().UndoAsync();

        var undone = (Scene.Start + TimeSpan.FromDays(40)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        Assert.Contains($"0 days old, counted from when it last became current, {undone} UTC", (await TestAsync(scene))[CheckName.Age].Message);
    }

    [Theory]
    [InlineData("rate(10 days)", 5, CheckStatus.Passed)]
    [InlineData("rate(10 days)", 12, CheckStatus.Warning)]
    [InlineData("now and then", 5, CheckStatus.Warning)]
    public async Task The_age_is_held_against_the_schedule_in_the_tags(string schedule, int age, CheckStatus status)
    {
        var scene = await Scene.SingleUserAsync();
        await scene.Store.TagAsync(
            scene.App, new Dictionary<string, string> { [RotationTerms.ScheduleTag] = schedule }, TestContext.Current.CancellationToken);
        scene.Clock.Advance(TimeSpan.FromDays(age));

        var check = (await TestAsync(scene))[CheckName.Age];

        Assert.Equal(status, check.Status);
        Assert.Equal(status is CheckStatus.Warning, check.Recommendation is not null);
    }

    [Fact]
    public async Task A_secret_that_is_not_ours_to_rotate_is_found()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Store.PrepareOwningService(scene.App, "rds");

        Assert.Equal((CheckStatus.Failed, FailureKind.SecretOwnedByService), await FindAsync(scene, CheckName.Secret));
    }

    [Fact]
    public async Task A_secret_that_cannot_be_read_is_one_check_that_failed()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.EditAsync(scene.App, json => json.Remove("host"));

        var check = Assert.Single(await scene.NewProcess().TestAsync());

        Assert.Equal((CheckName.Secret, CheckStatus.Failed, FailureKind.SecretKeyMissing), (check.Name, check.Status, check.Kind));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_found_and_does_not_end_the_test()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.IsUnreachable = _ => true;

        var checks = await TestAsync(scene);

        Assert.Equal(FailureKind.Unreachable, checks[CheckName.Current].Kind);
        Assert.Equal(FailureKind.Unreachable, checks[CheckName.Superuser].Kind);
        Assert.Contains(CheckName.Age, checks);
    }

    private static async Task<(CheckStatus Status, FailureKind? Kind)> FindAsync(Scene scene, CheckName name)
    {
        var check = (await TestAsync(scene))[name];
        Assert.False(string.IsNullOrEmpty(check.Recommendation));
        return (check.Status, check.Kind);
    }

    private static async Task<Dictionary<CheckName, SecretCheck>> TestAsync(Scene scene)
    {
        var before = await scene.StateAsync();

        var checks = await scene.NewProcess().TestAsync();

        Assert.Equal(before, await scene.StateAsync());
        Assert.Equal(0, scene.Target.OpenSessions);
        Assert.All(checks, check => Assert.DoesNotMatch("password-of|first-password|changed by hand", check.Message));
        return checks.ToDictionary(check => check.Name);
    }
}
