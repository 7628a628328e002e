using RotationPS.Engine.Failures;
using RotationPS.Engine.Recovery;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

/// <summary>Rotations on a server that has no lock for accounts, so that only looks at the labels keep runs apart.</summary>
public sealed class LocklessTests(ITestOutputHelper output)
{
    private const string Set = "Session.ChangeOwnPassword";

    [Fact]
    public async Task A_rotation_that_meets_nobody_looks_once_more_before_it_sets_the_password_and_once_after_it_has_finished()
    {
        var scene = await LocklessSceneAsync();
        var process = scene.NewProcess();

        var outcome = await process.RotateAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.True(await scene.CurrentLogsInAsync());
        var calls = process.Hooks.Calls.Select(call => call.Operation).ToList();
        Assert.Equal("Store.Describe", calls[calls.IndexOf(Set) - 1]);
        Assert.Equal("Store.Describe", calls[calls.LastIndexOf("Store.MoveLabel") + 1]);
        Assert.All(scene.Target.Logins, login => Assert.True(login.Succeeded));
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser, 1)]
    [InlineData(RotationStrategy.SingleUser, 3)]
    [InlineData(RotationStrategy.Alternating, 1)]
    [InlineData(RotationStrategy.Alternating, 3)]
    public async Task A_run_that_was_overtaken_sets_nothing_and_says_that_the_work_is_done(RotationStrategy strategy, int rotations)
    {
        var scene = await LocklessSceneAsync(strategy);
        var sleeper = scene.NewProcess();
        sleeper.Hooks.After = async call =>
        {
            if (call.Operation is "Store.Put")
            {
                for (var rotation = 0; rotation < rotations; rotation++)
                {
                    Assert.Null((await scene.RotateAsync()).Failure);
                }
            }
        };

        var outcome = await sleeper.RotateAsync();

        Assert.Equal(RotationStatus.AlreadyCurrent, outcome.Status);
        Assert.Equal(await scene.HolderAsync(StageLabel.Current), outcome.VersionId);
        Assert.DoesNotContain(sleeper.Hooks.Calls, call => call.Operation is Set or "Session.EnsureClone" or "Session.ResetPassword");
        Assert.Equal(1 + rotations, (await scene.VersionsAsync()).Count);
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Fact]
    public async Task A_step_of_the_service_that_was_overtaken_finds_its_version_current()
    {
        var scene = await LocklessSceneAsync();
        await scene.PutPendingAsync(Scene.Id("service"), json => json["password"] = "made-by-the-service");
        var process = scene.NewProcess();
        var isFirst = true;
        process.Hooks.Before = async call =>
        {
            if (call.Operation is "Store.Describe" && call.Index > 3 && isFirst)
            {
                isFirst = false;
                Assert.Equal(RotationStatus.Resumed, (await scene.RotateAsync()).Status);
            }
        };

        var outcome = await process.ServeAsync(RotationStep.SetSecret, Scene.Id("service"));

        Assert.False(isFirst);
        Assert.Equal(Engine.Rotation.Service.ServiceStepOutcome.AlreadyCurrent, outcome);
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Fact]
    public async Task A_version_that_somebody_abandons_is_not_set_but_begun_anew()
    {
        var scene = await LocklessSceneAsync();
        var process = scene.NewProcess();
        var isFirst = true;
        process.Hooks.After = async call =>
        {
            if (call.Operation is "Store.Put" && isFirst)
            {
                isFirst = false;
                Assert.Equal(RotationStatus.Abandoned, (await scene.NewProcess().AbandonAsync()).Status);
            }
        };

        var outcome = await process.RotateAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal(3, (await scene.VersionsAsync()).Count);
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Fact]
    public async Task A_password_that_is_set_while_its_version_is_abandoned_brings_the_label_back()
    {
        var scene = await LocklessSceneAsync();
        await scene.PutPendingAsync(Scene.Id("pending"), json => json["password"] = "set-in-between");
        var process = scene.NewProcess();
        process.Hooks.Before = call =>
        {
            if (call.Operation is "Store.MoveLabel")
            {
                scene.Target.Find("app")!.Password = "set-in-between";
            }

            return Task.CompletedTask;
        };

        var outcome = await process.AbandonAsync();

        Assert.Equal(FailureKind.LoginFailed, outcome.Failure!.Kind);
        Assert.Equal(Scene.Id("pending"), await scene.HolderAsync(StageLabel.Pending));
        Assert.Equal(RepairAction.Resume, (await scene.NewProcess().AdviseAsync()).Action);
    }

    // The moment between the last look and the server's answer cannot be closed; whoever slept there mends what he did.
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_run_that_sleeps_right_before_the_server_answers_gives_the_account_its_current_password_again(int rotations)
    {
        var scene = await LocklessSceneAsync();
        var sleeper = scene.NewProcess();
        sleeper.Hooks.Before = async call =>
        {
            for (var rotation = 0; call.Operation is Set && call.Index < 10 && rotation < rotations; rotation++)
            {
                Assert.Null((await scene.RotateAsync()).Failure);
            }
        };

        var outcome = await sleeper.RotateAsync();

        Assert.Equal(RotationStatus.AlreadyCurrent, outcome.Status);
        Assert.Equal(2, sleeper.Hooks.Calls.Count(call => call.Operation is Set));
        Assert.True(await scene.CurrentLogsInAsync());
        Assert.Contains(sleeper.Events.OfType<RotationEvent.Detail>(), detail => detail.Message.Contains("older password", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Target.LogIn")]
    [InlineData("Store.Describe")]
    public async Task Who_cannot_be_asked_in_the_end_does_not_undo_what_has_come_about(string operation)
    {
        var scene = await LocklessSceneAsync();
        var process = scene.NewProcess();
        var isFinished = false;
        process.Hooks.After = call =>
        {
            isFinished |= call.Operation is "Store.MoveLabel";
            return Task.CompletedTask;
        };
        process.Hooks.Before = call => isFinished && call.Operation == operation
            ? throw new RotationException(FailureKind.Unreachable, "It does not answer.", "Try again.")
            : Task.CompletedTask;

        var outcome = await process.RotateAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.True(await scene.CurrentLogsInAsync());
        Assert.Contains(process.Events.OfType<RotationEvent.Detail>(), detail => detail.Message.Contains("cannot be told", StringComparison.Ordinal));
    }

    [Fact]
    public Task Two_rotators_that_start_together_do_no_harm_in_every_order_though_one_dies() =>
        ExploreAsync(new Situation(RotationStrategy.SingleUser, Actor.Rotator(), Actor.Rotator())
        {
            HasLocks = false,
            StartTogether = true,
            Crashes = 1,
            Losses = 1,
        });

    // Nothing keeps the two apart, so one may fail for what the other has set; in the end AWSCURRENT logs in nevertheless.
    [Fact]
    public Task A_rotator_that_sleeps_through_rotations_of_another_leaves_AWSCURRENT_working_in_every_order() =>
        ExploreToWorkingEndsAsync(new Situation(RotationStrategy.SingleUser, MayFail(Actor.Rotator()), MayFail(Actor.Rotator(2))));

    [Fact]
    public Task A_rotator_and_an_undoer_leave_AWSCURRENT_working_in_every_order() =>
        ExploreToWorkingEndsAsync(new Situation(RotationStrategy.SingleUser, MayFail(Actor.Rotator()), MayFail(Actor.Undoer())) { RotationsBefore = 1 });

    [Fact]
    public Task A_rotator_and_an_abandoner_leave_what_the_next_rotation_finishes_in_every_order() =>
        ExploreAsync(new Situation(RotationStrategy.SingleUser, Actor.Rotator(), MayFail(Actor.Abandoner(), FailureKind.InvalidParameter))
        {
            HasLocks = false,
            MayLapse = true,
        });

    private static Actor MayFail(Actor actor, FailureKind kind = FailureKind.LoginFailed) => actor with { MayRefuse = [kind, .. actor.MayRefuse] };

    private Task ExploreToWorkingEndsAsync(Situation situation) => ExploreAsync(
        situation with { HasLocks = false, MayLapse = true },
        async end => Assert.True(await end.Scene.CurrentLogsInAsync(), "I2: in the end AWSCURRENT does not log in."));

    private static async Task<Scene> LocklessSceneAsync(RotationStrategy strategy = RotationStrategy.SingleUser)
    {
        var scene = await Scene.CreateAsync(strategy);
        scene.Target.LocksAccounts = false;
        return scene;
    }

    private async Task ExploreAsync(Situation situation, Func<Interleaving, Task>? check = null)
    {
        var explorer = new Explorer(situation);

        await explorer.ExploreAsync(check);

        output.WriteLine($"{explorer.Runs} runs, {explorer.States} states, {explorer.Ends} ends.");
    }
}
