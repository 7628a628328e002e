using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

public sealed class FinishSecretTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AWSCURRENT_moved_to_this_version_already_is_success()
    {
        var scene = await Scene.SingleUserAsync();
        var process = scene.NewProcess();
        BeforeMoving(process, StageLabel.Current, async () => await scene.Store.MoveLabelAsync(
            scene.App, StageLabel.Current, Scene.FirstVersion, await scene.HolderAsync(StageLabel.Pending), Cancellation));

        var outcome = await process.RotateAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal(outcome.VersionId, await scene.HolderAsync(StageLabel.Current));
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
    }

    [Fact]
    public async Task AWSCURRENT_moved_to_another_version_means_that_another_run_has_rotated()
    {
        var scene = await Scene.AlternatingAsync();
        var process = scene.NewProcess();
        BeforeMoving(process, StageLabel.Current, () => scene.EditAsync(scene.App, json => json["password"] = Scene.AppPassword + "!"));

        var outcome = await process.RotateAsync();

        Assert.Equal(RotationStatus.AlreadyCurrent, outcome.Status);
        Assert.Equal(Scene.Id("edit-1"), outcome.VersionId);
        Assert.Equal("app", outcome.UserName!.Value);
        Assert.Equal(Scene.Id("edit-1"), await scene.HolderAsync(StageLabel.Current));
    }

    [Fact]
    public async Task AWSPENDING_that_somebody_has_taken_off_already_is_fine()
    {
        var scene = await Scene.SingleUserAsync();
        var process = scene.NewProcess();
        BeforeMoving(process, StageLabel.Pending, async () => await scene.Store.MoveLabelAsync(
            scene.App, StageLabel.Pending, await scene.HolderAsync(StageLabel.Pending), null, Cancellation));

        var outcome = await process.RotateAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
    }

    [Fact]
    public async Task A_store_that_fails_to_take_AWSPENDING_off_does_not_undo_the_rotation()
    {
        var scene = await Scene.SingleUserAsync();
        var process = scene.NewProcess();
        BeforeMoving(process, StageLabel.Pending, () => throw new RotationException(FailureKind.InternalServiceError, "The store fails.", "Try again."));

        var outcome = await process.RotateAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal(outcome.VersionId, await scene.HolderAsync(StageLabel.Current));
        Assert.Contains(process.Events.OfType<RotationEvent.Detail>(), detail => detail.Message.Contains("The store fails."));
        Assert.Equal(RotationStatus.Rotated, (await scene.RotateAsync()).Status);
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
    }

    [Fact]
    public async Task A_store_that_refuses_to_move_AWSCURRENT_without_reason_is_believed()
    {
        var scene = await Scene.SingleUserAsync();
        var process = scene.NewProcess();
        BeforeMoving(process, StageLabel.Current, () => throw new RotationException(FailureKind.InvalidParameter, "No.", "Ask again."));

        var outcome = await process.RotateAsync();

        Assert.Equal(FailureKind.InvalidParameter, outcome.Failure!.Kind);
        Assert.Equal(RotationStatus.Failed, outcome.Status);
        Assert.Equal(RotationStatus.Resumed, (await scene.RotateAsync()).Status);
    }

    [Fact]
    public async Task An_AWSPENDING_left_on_AWSCURRENT_is_no_unfinished_rotation()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.Store.MoveLabelAsync(scene.App, StageLabel.Pending, null, Scene.FirstVersion, Cancellation);

        var outcome = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.NotEqual(Scene.FirstVersion, await scene.HolderAsync(StageLabel.Current));
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
    }

    private static void BeforeMoving(RotatingProcess process, StageLabel label, Func<Task> act)
    {
        var isDone = false;
        process.Hooks.Before = async call =>
        {
            if (!isDone && call.Operation is "Store.MoveLabel" && call.About == label.Value)
            {
                isDone = true;
                await act();
            }
        };
    }
}
