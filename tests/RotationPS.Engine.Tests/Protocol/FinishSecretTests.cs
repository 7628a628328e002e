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

    [Theory]
    [InlineData(FailureKind.AccessDenied)]
    [InlineData(FailureKind.CredentialsExpired)]
    [InlineData(FailureKind.VaultInaccessible)]
    public async Task A_store_that_refuses_for_good_costs_a_single_user_nothing(FailureKind kind)
    {
        var scene = await Scene.SingleUserAsync();
        var process = scene.NewProcess();
        BeforeMoving(process, StageLabel.Current, () => throw new RotationException(kind, "No.", "Ask again."));

        var outcome = await process.RotateAsync();

        Assert.Equal(kind, outcome.Failure!.Kind);
        Assert.Contains("former password", outcome.Failure.Message);
        Assert.EndsWith("No. Ask again.", outcome.Failure.Message);
        Assert.Equal(Scene.FirstVersion, await scene.HolderAsync(StageLabel.Current));
        Assert.True(await scene.CurrentLogsInAsync());
        Assert.Equal(RotationStatus.Resumed, (await scene.RotateAsync()).Status);
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Theory]
    [InlineData(FailureKind.Unreachable)]
    [InlineData(FailureKind.TimedOut)]
    [InlineData(FailureKind.InternalServiceError)]
    public async Task A_store_that_stays_away_leaves_a_single_user_with_a_password_that_is_told_of(FailureKind kind)
    {
        var scene = await Scene.SingleUserAsync();
        var process = scene.NewProcess();
        BeforeMoving(process, StageLabel.Current, () => throw new RotationException(kind, "Away.", "Wait."));

        var failure = (await process.RotateAsync()).Failure!;

        Assert.Equal(kind, failure.Kind);
        Assert.Equal(
            $"The account 'app' has the password of AWSPENDING, version {await scene.HolderAsync(StageLabel.Pending)}. AWSCURRENT is refused until it moves there, which finishes the rotation. Away. Wait.",
            failure.Message);
        Assert.False(await scene.CurrentLogsInAsync());
        Assert.Equal(RotationStatus.Resumed, (await scene.RotateAsync()).Status);
    }

    [Fact]
    public async Task A_former_password_that_stays_beside_the_new_one_is_not_said_to_be_refused()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.KeepsLastPassword = true;
        await scene.EditAsync(scene.App, json => json["dualpassword"] = true);
        var process = scene.NewProcess();
        BeforeMoving(process, StageLabel.Current, () => throw new RotationException(FailureKind.Unreachable, "Away.", "Wait."));

        Assert.Equal("Away. Wait.", (await process.RotateAsync()).Failure!.Message);

        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Fact]
    public async Task A_store_that_refuses_every_run_for_good_never_costs_a_single_user_its_password()
    {
        var scene = await Scene.SingleUserAsync();
        for (var run = 0; run < 3; run++)
        {
            var process = scene.NewProcess();
            BeforeMoving(process, StageLabel.Current, () => throw new RotationException(FailureKind.AccessDenied, "No.", "Ask again."));

            Assert.Equal(FailureKind.AccessDenied, (await process.RotateAsync()).Failure!.Kind);
            Assert.True(await scene.CurrentLogsInAsync());
        }

        Assert.Equal(2, (await scene.VersionsAsync()).Count);
    }

    [Fact]
    public async Task A_former_password_is_not_given_back_where_another_run_may_finish()
    {
        // The first run dies between Set and Finish, so AWSCURRENT no longer logs in, and whoever slept may move it.
        var scene = await Scene.SingleUserAsync();
        var dying = scene.NewProcess();
        BeforeMoving(dying, StageLabel.Current, () => throw new RotationException(FailureKind.Unreachable, "Away.", "Wait."));
        await dying.RotateAsync();
        var process = scene.NewProcess();
        BeforeMoving(process, StageLabel.Current, () => throw new RotationException(FailureKind.AccessDenied, "No.", "Ask again."));

        await process.RotateAsync();

        Assert.False(await scene.CurrentLogsInAsync());
        Assert.True(scene.Accepts((await scene.DocumentAsync(StageLabel.Pending))!));
    }

    [Fact]
    public async Task A_move_that_came_through_before_the_store_refused_is_success()
    {
        var scene = await Scene.SingleUserAsync();
        var process = scene.NewProcess();
        BeforeMoving(process, StageLabel.Current, async () =>
        {
            await scene.Store.MoveLabelAsync(scene.App, StageLabel.Current, Scene.FirstVersion, await scene.HolderAsync(StageLabel.Pending), Cancellation);
            throw new RotationException(FailureKind.CredentialsExpired, "No.", "Ask again.");
        });

        Assert.Equal(RotationStatus.Rotated, (await process.RotateAsync()).Status);
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Theory]
    [InlineData(FailureKind.Unreachable)]
    [InlineData(FailureKind.TimedOut)]
    [InlineData(FailureKind.Throttled)]
    [InlineData(FailureKind.InternalServiceError)]
    [InlineData(FailureKind.Busy)]
    public async Task A_store_that_comes_back_in_time_finishes_the_rotation(FailureKind kind)
    {
        var scene = await Scene.SingleUserAsync();
        var process = scene.NewProcess();
        process.Options = process.Options with { FinishTimeout = TimeSpan.FromSeconds(30) };
        var failures = 0;
        process.Hooks.Before = call => call.Operation is "Store.MoveLabel" && call.About == "AWSCURRENT" && failures++ < 4
            ? throw new RotationException(kind, "Away.", "Wait.")
            : Task.CompletedTask;

        var outcome = await process.RotateAsTimePassesAsync(scene.Clock);

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal(5, failures);
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Fact]
    public async Task A_store_that_stays_away_is_given_up_after_the_time_that_was_asked_for()
    {
        var scene = await Scene.AlternatingAsync();
        var process = scene.NewProcess();
        process.Options = process.Options with { FinishTimeout = TimeSpan.FromSeconds(7) };
        var tries = 0;
        process.Hooks.Before = call => call.Operation is "Store.MoveLabel" && ++tries > 0
            ? throw new RotationException(FailureKind.Unreachable, "Away.", "Wait.")
            : Task.CompletedTask;

        var outcome = await process.RotateAsTimePassesAsync(scene.Clock);

        Assert.Equal((FailureKind.Unreachable, "Away. Wait."), (outcome.Failure!.Kind, outcome.Failure.Message));
        Assert.Equal(4, tries);
        Assert.True(await scene.CurrentLogsInAsync());
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
