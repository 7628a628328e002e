using RotationPS.Engine.Failures;
using RotationPS.Engine.Recovery;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Recovery;

/// <summary>A superuser gives an account whose password somebody changed by hand the password of AWSCURRENT.</summary>
public sealed class ReconcileTests
{
    [Fact]
    public async Task A_single_users_AWSCURRENT_logs_in_again()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.Find("app")!.Password = "changed by hand";

        var outcome = await scene.NewProcess().ReconcileAsync(scene.Superuser);

        await AssertReconciledAsync(scene, outcome, 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task With_alternating_users_the_secrets_own_superuser_does_it(int rotations)
    {
        var scene = await Scene.AlternatingAsync();
        for (var rotation = 0; rotation < rotations; rotation++)
        {
            await scene.RotateAsync();
        }

        scene.Target.Find((await scene.CurrentAsync()).UserName.Value)!.Password = "changed by hand";

        await AssertReconciledAsync(scene, await scene.NewProcess().ReconcileAsync(), rotations + 1);
    }

    [Fact]
    public async Task A_clone_that_was_dropped_is_made_again_with_the_password_of_AWSCURRENT()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        scene.Target.RemoveAccount("app_clone");

        await AssertReconciledAsync(scene, await scene.NewProcess().ReconcileAsync(), 2);
        Assert.Equal("app", scene.Target.Find("app_clone")!.CloneOf);
    }

    [Fact]
    public async Task An_AWSCURRENT_that_logs_in_is_left_as_it_is()
    {
        var scene = await Scene.AlternatingAsync();
        var before = await scene.StateAsync();

        Assert.Equal(RotationStatus.AlreadyCurrent, (await scene.NewProcess().ReconcileAsync()).Status);
        Assert.Equal(before, await scene.StateAsync());
    }

    [Fact]
    public async Task The_plan_logs_in_nowhere_so_it_promises_a_password_only_where_AWSCURRENT_does_not_log_in()
    {
        var scene = await Scene.AlternatingAsync();
        var process = scene.NewProcess();

        var plan = await process.Repairer.PlanAsync(scene.App, RepairAction.Reconcile, null, process.Options, TestContext.Current.CancellationToken);

        Assert.Equal(
            "Set the password of 'app' at db.example.com:5432 to that of AWSCURRENT of the secret 'prod/app', by 'boss', if AWSCURRENT does not log in.", plan);
        Assert.Empty(scene.Target.Logins);
    }

    [Fact]
    public async Task A_pending_password_that_logs_in_has_to_be_finished_instead()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.Find("app")!.Password = "pending";
        await scene.PutPendingAsync(Scene.Id("pending"), json => json["password"] = "pending");

        await AssertRefusedAsync(scene, scene.Superuser, FailureKind.RotationUnfinished, "-Action Resume");
    }

    [Fact]
    public async Task A_single_user_needs_a_superuser_that_is_named()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.Find("app")!.Password = "changed by hand";

        await AssertRefusedAsync(scene, null, FailureKind.NotApplicable, "-SuperuserSecretId");
    }

    [Fact]
    public async Task A_superuser_of_another_server_is_not_sent_there()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.Find("app")!.Password = "changed by hand";
        await scene.EditAsync(scene.Superuser, json => json["host"] = "elsewhere.example.com");

        await AssertRefusedAsync(scene, scene.Superuser, FailureKind.SuperuserElsewhere, "elsewhere.example.com");
    }

    [Fact]
    public async Task A_superuser_that_is_locked_is_told()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.Find("app")!.Password = "changed by hand";
        scene.Target.Find("boss")!.IsLocked = true;

        await AssertRefusedAsync(scene, null, FailureKind.AccountLocked, "boss");
    }

    [Fact]
    public async Task An_account_that_has_expired_does_not_want_for_a_password()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.Find("app")!.ExpiresAt = Scene.Start.AddDays(-1);

        await AssertRefusedAsync(scene, null, FailureKind.AccountExpired, "expired");
    }

    [Fact]
    public async Task An_account_that_is_gone_is_not_made()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.RemoveAccount("app");

        await AssertRefusedAsync(scene, null, FailureKind.AccountNotFound, "app");
    }

    [Fact]
    public async Task An_account_with_the_clones_name_that_is_not_ours_is_left_alone()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        var clone = scene.Target.Find("app_clone")!;
        (clone.Password, clone.CloneOf) = ("changed by hand", null);

        await AssertRefusedAsync(scene, null, FailureKind.CloneNotOurs, "app_clone");
    }

    private static async Task AssertReconciledAsync(Scene scene, RotationOutcome outcome, int versions)
    {
        Assert.Null(outcome.Failure);
        Assert.Equal(RotationStatus.Reconciled, outcome.Status);
        Assert.Equal(await scene.HolderAsync(StageLabel.Current), outcome.VersionId);
        Assert.True(await scene.CurrentLogsInAsync());
        Assert.Equal(versions, (await scene.VersionsAsync()).Count);
        Assert.Equal(0, scene.Target.OpenSessions);
        Assert.Equal(RotationStatus.Rotated, (await scene.RotateAsync()).Status);
    }

    private static async Task AssertRefusedAsync(Scene scene, SecretId? superuser, FailureKind kind, string words)
    {
        var before = await scene.StateAsync();

        var outcome = await scene.NewProcess().ReconcileAsync(superuser);

        Assert.Equal(kind, outcome.Failure?.Kind);
        Assert.Contains(words, outcome.Failure!.Message);
        Assert.Equal(before, await scene.StateAsync());
        Assert.Equal(0, scene.Target.OpenSessions);
    }
}
