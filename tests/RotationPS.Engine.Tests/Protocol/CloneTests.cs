using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

public sealed class CloneTests
{
    [Fact]
    public async Task A_marked_clone_that_the_server_doubts_is_left_alone_until_it_is_adopted()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        await scene.RotateAsync();
        scene.Target.Find("app_clone")!.Doubt = "may be administered by mallory, who may not administer 'app'";
        var before = await scene.StateAsync();
        var process = scene.NewProcess();

        var refused = await process.RotateAsync();

        Assert.Equal(FailureKind.CloneNotOurs, refused.Failure!.Kind);
        Assert.Contains("'app_clone' is marked as the clone of 'app' but may be administered by mallory", refused.Failure.Message);
        Assert.Equal(before, await scene.StateAsync());
        process.Options = process.Options with { AdoptClone = true };
        Assert.Equal(RotationStatus.Rotated, (await process.RotateAsync()).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("somebody")]
    public async Task An_account_with_the_clones_name_that_is_not_ours_is_left_alone(string? markedAsCloneOf)
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.AddAccount("app_clone", "password-of-somebody").CloneOf = markedAsCloneOf;
        var before = await scene.StateAsync();

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.CloneNotOurs, outcome.Failure!.Kind);
        Assert.Contains("-AdoptClone", outcome.Failure.Message);
        Assert.Equal(before, await scene.StateAsync());
    }

    [Fact]
    public async Task A_secret_of_an_unmarked_clone_does_not_reset_the_account_it_seems_to_be_a_clone_of()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.AddAccount("app_clone", "password-of-somebody");
        await scene.EditAsync(scene.App, json =>
        {
            json["username"] = "app_clone";
            json["password"] = "password-of-somebody";
        });
        var before = await scene.StateAsync();

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.CloneNotOurs, outcome.Failure!.Kind);
        Assert.Equal(before, await scene.StateAsync());
    }

    [Fact]
    public async Task A_clone_of_another_name_whose_base_does_not_exist_is_refused()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.AddAccount("lonely_clone", "password-of-somebody");
        await scene.EditAsync(scene.App, json =>
        {
            json["username"] = "lonely_clone";
            json["password"] = "password-of-somebody";
        });

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.AccountNotFound, outcome.Failure!.Kind);
        Assert.Contains("'lonely'", outcome.Failure.Message);
    }

    [Fact]
    public async Task An_existing_clone_is_adopted_on_its_turn_where_the_caller_says_so()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.AddAccount("app_clone", "password-of-somebody");

        var outcome = await AdoptingAsync(scene);

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal("app_clone", outcome.UserName!.Value);
        Assert.Equal("app", scene.Target.Find("app_clone")!.CloneOf);
        Assert.True(await scene.CurrentLogsInAsync());
        Assert.Equal(RotationStatus.Rotated, (await scene.RotateAsync()).Status);
    }

    [Fact]
    public async Task An_existing_clone_in_use_is_adopted_on_its_bases_turn_where_the_caller_says_so()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.AddAccount("app_clone", "password-of-somebody");
        await scene.EditAsync(scene.App, json =>
        {
            json["username"] = "app_clone";
            json["password"] = "password-of-somebody";
        });

        var outcome = await AdoptingAsync(scene);

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal("app", outcome.UserName!.Value);
        Assert.Equal("app", scene.Target.Find("app_clone")!.CloneOf);
        Assert.Equal(RotationStatus.Rotated, (await scene.RotateAsync()).Status);
    }

    [Fact]
    public async Task A_base_that_has_expired_is_refused_by_that_name_though_the_server_says_wrong_password()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.Find("app")!.ExpiresAt = Scene.Start.AddDays(-1);
        var before = await scene.StateAsync();

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.AccountExpired, outcome.Failure!.Kind);
        Assert.Contains("'app' expired at 2026-01-01 03:04:05 UTC", outcome.Failure.Message);
        Assert.Equal(before, await scene.StateAsync());
    }

    [Fact]
    public async Task A_base_that_has_expired_is_not_rotated_on_its_turn()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        scene.Target.Find("app")!.ExpiresAt = Scene.Start.AddDays(-1);
        var before = await scene.StateAsync();

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.AccountExpired, outcome.Failure!.Kind);
        Assert.Equal(before, await scene.StateAsync());
    }

    [Fact]
    public async Task A_base_that_is_locked_is_not_rotated_on_its_turn()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        scene.Target.Find("app")!.IsLocked = true;
        var before = await scene.StateAsync();

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.AccountLocked, outcome.Failure!.Kind);
        Assert.Equal(before, await scene.StateAsync());
    }

    [Fact]
    public async Task A_clone_that_was_locked_or_has_expired_is_brought_in_line_on_its_turn()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        await scene.RotateAsync();
        scene.Target.Find("app_clone")!.IsLocked = true;
        scene.Target.Find("app_clone")!.ExpiresAt = Scene.Start.AddDays(-1);

        Assert.Equal(RotationStatus.Rotated, (await scene.RotateAsync()).Status);
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Fact]
    public async Task An_account_in_use_that_is_gone_is_said_to_be_gone()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.RemoveAccount("app");

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.AccountNotFound, outcome.Failure!.Kind);
        Assert.Contains("'app'", outcome.Failure.Message);
    }

    [Fact]
    public async Task A_clone_in_use_that_is_gone_is_to_be_made_again_by_a_repair_and_not_by_hand()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        scene.Target.RemoveAccount("app_clone");

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.AccountNotFound, outcome.Failure!.Kind);
        Assert.Equal("Have it made again with Repair-SecretRotation -Action Reconcile.", outcome.Failure.NextStep);
        Assert.Equal(RotationStatus.Reconciled, (await scene.NewProcess().ReconcileAsync()).Status);
        Assert.Equal(RotationStatus.Rotated, (await scene.RotateAsync()).Status);
    }

    [Fact]
    public async Task A_plain_wrong_password_of_the_account_in_use_stays_a_refused_login_and_nothing_changes()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.Find("app")!.Password = "changed by hand";
        var before = await scene.StateAsync();

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.LoginFailed, outcome.Failure!.Kind);
        Assert.Contains("'app'", outcome.Failure.Message);
        Assert.StartsWith("AWSCURRENT does not log in. ", outcome.Failure.Message);
        Assert.EndsWith("; or run Repair-SecretRotation, which says what fits.", outcome.Failure.Message);
        Assert.Equal(before, await scene.StateAsync());
    }

    private static Task<RotationOutcome> AdoptingAsync(Scene scene)
    {
        var process = scene.NewProcess();
        process.Options = process.Options with { AdoptClone = true };
        return process.RotateAsync();
    }
}
