using RotationPS.Engine.Failures;
using RotationPS.Engine.Recovery;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Recovery;

/// <summary>What is said to fit a secret, and that following it helps.</summary>
public sealed class RepairAdviceTests
{
    private static readonly VersionId Pending = Scene.Id("pending");

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task Nothing_fits_a_secret_that_is_well(RotationStrategy strategy)
    {
        var scene = await Scene.CreateAsync(strategy);
        await scene.RotateAsync();

        var advice = await AdviseAsync(scene, null, "nothing to repair");

        Assert.Null(advice.Command);
        Assert.Null(advice.PendingVersionId);
    }

    [Theory]
    [InlineData(true, "The account 'boss' may not log in.")]
    [InlineData(false, "The superuser of the secret 'prod/superuser' cannot log in.")]
    public async Task A_superuser_that_does_not_log_in_is_told_though_nothing_is_unfinished(bool locked, string words)
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        var boss = scene.Target.Find("boss")!;
        (boss.IsLocked, boss.Password) = (locked, locked ? boss.Password : "changed by hand");

        var advice = await AdviseAsync(scene, null, words);

        Assert.StartsWith("AWSCURRENT logs in as 'app_clone' and no rotation is unfinished, but the next one needs the superuser.", advice.Reason);
        Assert.Null(advice.Command);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Existing")]
    public async Task A_stranger_with_the_clones_name_is_told_before_the_next_rotation_refuses_it(string? mode)
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.App, json => json["clonemode"] = mode ?? "ActAs");
        scene.Target.AddAccount("app_clone", "password-of-somebody");

        var advice = await AdviseAsync(scene, null, "-AdoptClone");

        Assert.StartsWith("AWSCURRENT logs in as 'app' and no rotation is unfinished, but the next one would fail. The account 'app_clone' exists", advice.Reason);
        Assert.Contains("choose another name", advice.Reason);
        Assert.Equal(FailureKind.CloneNotOurs, (await scene.RotateAsync()).Failure!.Kind);
    }

    [Fact]
    public async Task A_pending_version_without_a_value_is_to_be_resumed()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Store.PrepareVersionWithoutValue(scene.App, Pending, StageLabel.Pending);

        await FollowAsync(scene, RepairAction.Resume, "has no value yet");
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser, "app")]
    [InlineData(RotationStrategy.Alternating, "app_clone")]
    public async Task A_rotation_that_stopped_before_Set_is_to_be_resumed(RotationStrategy strategy, string user)
    {
        var scene = await Scene.CreateAsync(strategy);
        await scene.PutPendingAsync(Pending, json => (json["username"], json["password"]) = (user, "pending"));

        await FollowAsync(scene, RepairAction.Resume, "waits to be finished");
    }

    [Fact]
    public async Task A_single_users_rotation_that_stopped_after_Set_is_to_be_resumed()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.PutPendingAsync(Pending, json => json["password"] = "pending");
        scene.Target.Find("app")!.Password = "pending";

        await FollowAsync(scene, RepairAction.Resume, "stopped before AWSCURRENT moved");
    }

    [Fact]
    public async Task A_pending_version_of_a_foreign_account_is_to_be_abandoned()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.PutPendingAsync(Pending, json => json["username"] = "somebody");

        await FollowAsync(scene, RepairAction.Abandon, "somebody");
    }

    [Fact]
    public async Task A_password_changed_by_hand_is_to_be_reconciled()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.Find("app")!.Password = "changed by hand";

        await FollowAsync(scene, RepairAction.Reconcile, "The superuser logs in");
    }

    [Fact]
    public async Task A_single_user_is_told_to_name_a_superuser()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.Find("app")!.Password = "changed by hand";

        var advice = await AdviseAsync(scene, RepairAction.Reconcile, "No labelled version logs in");

        Assert.Equal("Repair-SecretRotation -SecretId 'prod/app' -Action Reconcile -SuperuserSecretId '<name of the superuser secret>'", advice.Command);
        Assert.Equal(RotationStatus.Reconciled, (await scene.NewProcess().ReconcileAsync(scene.Superuser)).Status);
    }

    [Fact]
    public async Task A_server_that_was_restored_is_to_be_met_by_an_undo()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.RotateAsync();
        scene.Target.Find("app")!.Password = Scene.AppPassword;

        var advice = await AdviseAsync(scene, null, "AWSPREVIOUS");

        Assert.Equal("Undo-SecretRotation -SecretId 'prod/app'", advice.Command);
        Assert.Equal(RotationStatus.Rotated, (await scene.NewProcess().UndoAsync()).Status);
    }

    [Fact]
    public async Task Where_the_superuser_is_locked_too_an_undo_fits_if_the_twin_logs_in()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        scene.Target.RemoveAccount("app_clone");
        scene.Target.Find("boss")!.IsLocked = true;

        Assert.StartsWith("Undo-SecretRotation", (await AdviseAsync(scene, null, "AWSPREVIOUS")).Command);
    }

    [Fact]
    public async Task A_superuser_that_is_locked_is_named_where_a_rotation_waits_for_it()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.Find("boss")!.IsLocked = true;
        await scene.PutPendingAsync(Pending, json => (json["username"], json["password"]) = ("app_clone", "pending"));

        await AdviseAsync(scene, RepairAction.Resume, "boss");
    }

    [Fact]
    public async Task A_server_that_does_not_answer_leaves_no_advice()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.IsUnreachable = _ => true;

        Assert.Null((await AdviseAsync(scene, null, "cannot be tried")).Command);
    }

    [Fact]
    public async Task No_password_is_tried_twice()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.RotateAsync();
        await scene.PutPendingAsync(Pending, json => json["password"] = "pending");
        scene.Target.Find("app")!.Password = "changed by hand";
        var before = scene.Target.Logins.Count;

        await scene.NewProcess().AdviseAsync();

        Assert.Equal(2, scene.Target.Logins.Count - before);
    }

    private static async Task<RepairAdvice> AdviseAsync(Scene scene, RepairAction? action, string words)
    {
        var before = await scene.StateAsync();

        var advice = await scene.NewProcess().AdviseAsync();

        Assert.Equal(action, advice.Action);
        Assert.Contains(words, advice.Reason);
        Assert.Equal("prod/app", advice.Name);
        Assert.Equal(before, await scene.StateAsync());
        Assert.Equal(0, scene.Target.OpenSessions);
        return advice;
    }

    private static async Task FollowAsync(Scene scene, RepairAction action, string words)
    {
        var advice = await AdviseAsync(scene, action, words);
        Assert.Equal($"Repair-SecretRotation -SecretId 'prod/app' -Action {action}", advice.Command);

        var process = scene.NewProcess();
        var outcome = action switch
        {
            RepairAction.Resume => await process.ResumeAsync(),
            RepairAction.Abandon => await process.AbandonAsync(),
            _ => await process.ReconcileAsync(),
        };

        Assert.Null(outcome.Failure);
        Assert.True(await scene.CurrentLogsInAsync());
        await AdviseAsync(scene, null, "nothing to repair");
        Assert.Equal(RotationStatus.Rotated, (await scene.RotateAsync()).Status);
    }
}
