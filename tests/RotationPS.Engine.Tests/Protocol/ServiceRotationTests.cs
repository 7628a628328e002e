using RotationPS.Engine.Failures;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Recovery;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Rotation.Service;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

/// <summary>The four steps as Secrets Manager's scheduler asks for them, each in a process of its own.</summary>
public sealed class ServiceRotationTests
{
    private static readonly VersionId _token = Scene.Id("token");

    private static readonly RotationStep[] _steps =
        [RotationStep.CreateSecret, RotationStep.SetSecret, RotationStep.TestSecret, RotationStep.FinishSecret];

    [Theory]
    [MemberData(nameof(CrashTests.Turns), MemberType = typeof(CrashTests))]
    public async Task Four_steps_rotate_without_a_refused_login(RotationStrategy strategy, int turn)
    {
        var scene = await PrepareAsync(strategy, turn);
        var before = await scene.CurrentAsync();

        foreach (var step in _steps)
        {
            Assert.Equal(ServiceStepOutcome.Done, await scene.NewProcess().ServeAsync(step, _token));
        }

        await AssertRotatedAsync(scene);
        Assert.NotEqual(before, await scene.CurrentAsync());
        Assert.DoesNotContain(scene.Target.Logins, login => !login.Succeeded);
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task Only_the_step_that_sets_the_password_waits_for_a_store_whose_reads_trail(RotationStrategy strategy)
    {
        var scene = await PrepareAsync(strategy, turn: 0);
        var lag = TimeSpan.FromSeconds(3);
        var store = new TrailingStore(scene, lag);
        await store.NoteAsync();

        foreach (var step in _steps)
        {
            scene.Clock.Advance(lag);
            var before = scene.Clock.GetUtcNow();
            var served = Task.Run(() => scene.NewProcess(store).ServeAsync(step, _token), TestContext.Current.CancellationToken);
            while (step is RotationStep.SetSecret && !served.IsCompleted)
            {
                scene.Clock.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            Assert.Equal(ServiceStepOutcome.Done, await served.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
            Assert.Equal(step is RotationStep.SetSecret, scene.Clock.GetUtcNow() - before >= lag);
        }

        await AssertRotatedAsync(scene);
    }

    [Theory]
    [MemberData(nameof(CrashTests.Turns), MemberType = typeof(CrashTests))]
    public async Task AWSPENDING_stays_beside_AWSCURRENT_and_one_call_moves_a_label(RotationStrategy strategy, int turn)
    {
        var scene = await PrepareAsync(strategy, turn);
        var moves = 0;

        foreach (var step in _steps)
        {
            var process = scene.NewProcess();
            await process.ServeAsync(step, _token);
            moves += process.Hooks.Calls.Count(call => call.Operation is "Store.MoveLabel");
        }

        Assert.Equal(1, moves);
        await AssertRotatedAsync(scene);
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task AWSPENDING_beside_AWSCURRENT_is_no_unfinished_rotation_to_anybody(RotationStrategy strategy)
    {
        var scene = await PrepareAsync(strategy, turn: 0);
        await ServeAllAsync(scene);
        var served = await scene.StateAsync();

        Assert.Equal(CheckStatus.Passed, (await scene.NewProcess().TestAsync()).Single(check => check.Name is CheckName.Labels).Status);
        Assert.Null((await scene.NewProcess().AdviseAsync()).PendingVersionId);
        Assert.False((await scene.NewProcess().PlanAsync()).IsResumed);
        Assert.Equal(FailureKind.NotApplicable, (await scene.NewProcess().ResumeAsync()).Failure?.Kind);
        Assert.Equal(FailureKind.NotApplicable, (await scene.NewProcess().AbandonAsync()).Failure?.Kind);
        Assert.Null((await SecretOverview.ReadAsync(scene.NewProcess().Environment, scene.App, TestContext.Current.CancellationToken)).Unfinished);
        Assert.Equal(served, await scene.StateAsync());
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_version_that_the_service_has_finished_is_not_finished_again_after_somebody_has_edited_the_secret(RotationStrategy strategy)
    {
        var scene = await PrepareAsync(strategy, turn: 0);
        await ServeAllAsync(scene);
        await scene.EditAsync(scene.App, json => json["note"] = "edited");
        var edited = await scene.CurrentAsync();
        Assert.Equal(await scene.HolderAsync(StageLabel.Previous), await scene.HolderAsync(StageLabel.Pending));

        var outcome = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Contains("edited", (await scene.CurrentAsync()).ToText().Reveal());
        Assert.NotEqual(edited.Password, (await scene.CurrentAsync()).Password);
        Assert.True(await scene.CurrentLogsInAsync());
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task After_a_rotation_of_the_service_a_rotation_or_an_undo_makes_a_version_of_its_own(RotationStrategy strategy)
    {
        var scene = await PrepareAsync(strategy, turn: 1);
        var before = await scene.CurrentAsync();
        await ServeAllAsync(scene);

        var undone = await scene.NewProcess().UndoAsync();

        Assert.Equal(RotationStatus.Rotated, undone.Status);
        Assert.Equal(before, await scene.CurrentAsync());
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));

        scene.Store.PrepareVersionWithoutValue(scene.App, Scene.Id("second"), StageLabel.Pending);
        await ServeAllAsync(scene, Scene.Id("second"));

        var rotated = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Rotated, rotated.Status);
        Assert.Equal(Scene.Id("second"), await scene.HolderAsync(StageLabel.Previous));
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser, null)]
    [InlineData(RotationStrategy.SingleUser, RotationStep.CreateSecret)]
    [InlineData(RotationStrategy.SingleUser, RotationStep.TestSecret)]
    [InlineData(RotationStrategy.Alternating, null)]
    [InlineData(RotationStrategy.Alternating, RotationStep.CreateSecret)]
    [InlineData(RotationStrategy.Alternating, RotationStep.TestSecret)]
    public async Task Whoever_finishes_a_version_for_the_service_leaves_AWSPENDING_beside_AWSCURRENT(RotationStrategy strategy, RotationStep? last)
    {
        var scene = await PrepareAsync(strategy, turn: 0);
        scene.Store.PrepareRotationEnabled(scene.App);
        foreach (var step in _steps.Where(step => step <= last))
        {
            await scene.NewProcess().ServeAsync(step, _token);
        }

        var process = InsistingProcess(scene);
        var outcome = await process.RotateAsync();

        Assert.Null(outcome.Failure);
        Assert.Equal(1, process.Hooks.Calls.Count(call => call.Operation is "Store.MoveLabel"));
        await AssertRotatedAsync(scene);
        Assert.Equal(ServiceStepOutcome.AlreadyCurrent, await scene.NewProcess().ServeAsync(RotationStep.FinishSecret, _token));
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_version_that_the_service_no_longer_waits_for_loses_AWSPENDING(RotationStrategy strategy)
    {
        // CancelRotateSecret disables the rotation and leaves the labels where they are.
        var scene = await PrepareAsync(strategy, turn: 0);

        Assert.Equal(_token, (await scene.RotateAsync()).VersionId);

        Assert.Equal(_token, await scene.HolderAsync(StageLabel.Current));
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_version_of_its_own_loses_AWSPENDING_though_a_function_rotates_the_secret_too(RotationStrategy strategy)
    {
        var scene = await Scene.CreateAsync(strategy);
        scene.Store.PrepareRotationEnabled(scene.App);

        Assert.Equal(RotationStatus.Rotated, (await InsistingProcess(scene).RotateAsync()).Status);

        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
    }

    [Theory]
    [MemberData(nameof(CrashTests.Turns), MemberType = typeof(CrashTests))]
    public async Task Every_step_may_be_asked_for_twice(RotationStrategy strategy, int turn)
    {
        var scene = await PrepareAsync(strategy, turn);
        VersionId? filled = null;
        SecretDocument? document = null;

        foreach (var step in _steps)
        {
            await scene.NewProcess().ServeAsync(step, _token);
            document ??= await scene.DocumentAsync(filled ??= _token);
            var again = await scene.NewProcess().ServeAsync(step, _token);
            Assert.Equal(step is RotationStep.FinishSecret ? ServiceStepOutcome.AlreadyCurrent : ServiceStepOutcome.Done, again);
        }

        await AssertRotatedAsync(scene);
        Assert.Equal(document, await scene.CurrentAsync());
    }

    [Theory]
    [MemberData(nameof(CrashTests.Turns), MemberType = typeof(CrashTests))]
    public async Task After_a_crash_at_any_call_of_any_step_the_service_completes(RotationStrategy strategy, int turn) =>
        await CrashEverywhereAsync(strategy, turn, FinishAsServiceAsync);

    [Theory]
    [MemberData(nameof(CrashTests.Turns), MemberType = typeof(CrashTests))]
    public async Task After_a_crash_at_any_call_of_any_step_another_rotation_completes_and_the_service_finds_it_done(RotationStrategy strategy, int turn) =>
        await CrashEverywhereAsync(strategy, turn, async (scene, invariants, step) =>
        {
            var other = NewProcess(scene, invariants);
            other.Options = other.Options with { IgnoreOtherWriter = true };
            var outcome = await other.RotateAsync();
            Assert.Null(outcome.Failure);
            if (step is RotationStep.FinishSecret && outcome.VersionId != _token)
            {
                // The crash came after the label had moved: the other rotation was one of its own.
                Assert.Equal(_token, await scene.HolderAsync(StageLabel.Previous));
                return;
            }

            Assert.Equal(_token, outcome.VersionId);
            await FinishAsServiceAsync(scene, invariants, step);
        });

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_version_that_is_unknown_or_no_longer_pending_is_refused_and_nothing_changes(RotationStrategy strategy)
    {
        var scene = await PrepareAsync(strategy, turn: 0);
        await ServeAllAsync(scene);
        Assert.Equal(RotationStatus.Rotated, (await scene.RotateAsync()).Status);
        var before = await scene.StateAsync();

        foreach (var step in _steps)
        {
            var left = await Assert.ThrowsAsync<RotationException>(() => scene.NewProcess().ServeAsync(step, _token));
            Assert.Equal(FailureKind.InvalidRequest, left.Kind);
            Assert.Contains("has AWSPREVIOUS, but not AWSPENDING", left.Message);

            var unknown = await Assert.ThrowsAsync<RotationException>(() => scene.NewProcess().ServeAsync(step, Scene.Id("unknown")));
            Assert.Equal(FailureKind.InvalidRequest, unknown.Kind);
            Assert.Contains(Scene.Id("unknown").Value, unknown.Message);
        }

        Assert.Equal(before, await scene.StateAsync());
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task Another_version_than_the_one_asked_for_is_left_alone_though_it_is_pending(RotationStrategy strategy)
    {
        var scene = await PrepareAsync(strategy, turn: 0);
        var process = scene.NewProcess();
        process.Hooks.Before = call =>
        {
            // Between the first look and the one under the lock AWSPENDING moves to a version of another run.
            if (call.Operation is "Session.Lock")
            {
                scene.Store.PrepareVersionWithoutValue(scene.App, Scene.Id("other"), StageLabel.Pending);
            }

            return Task.CompletedTask;
        };

        var refused = await Assert.ThrowsAsync<RotationException>(() => process.ServeAsync(RotationStep.CreateSecret, _token));

        Assert.Equal(FailureKind.InvalidRequest, refused.Kind);
        Assert.Null(await scene.DocumentAsync(Scene.Id("other")));
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser, RotationStep.SetSecret)]
    [InlineData(RotationStrategy.SingleUser, RotationStep.TestSecret)]
    [InlineData(RotationStrategy.SingleUser, RotationStep.FinishSecret)]
    [InlineData(RotationStrategy.Alternating, RotationStep.SetSecret)]
    [InlineData(RotationStrategy.Alternating, RotationStep.TestSecret)]
    [InlineData(RotationStrategy.Alternating, RotationStep.FinishSecret)]
    public async Task A_step_before_its_turn_fails_and_the_right_order_still_comes_through(RotationStrategy strategy, RotationStep early)
    {
        var scene = await PrepareAsync(strategy, turn: 0);

        var empty = await Assert.ThrowsAsync<RotationException>(() => scene.NewProcess().ServeAsync(early, _token));
        Assert.Equal(FailureKind.InvalidRequest, empty.Kind);
        Assert.Contains("createSecret", empty.NextStep);

        await scene.NewProcess().ServeAsync(RotationStep.CreateSecret, _token);
        if (early is not RotationStep.SetSecret)
        {
            var notSet = await Assert.ThrowsAsync<RotationException>(() => scene.NewProcess().ServeAsync(early, _token));
            Assert.Equal(FailureKind.LoginFailed, notSet.Kind);
        }

        Assert.Equal(Scene.FirstVersion, await scene.HolderAsync(StageLabel.Current));
        Assert.True(await scene.CurrentLogsInAsync());
        await ServeAllAsync(scene);
        await AssertRotatedAsync(scene);
    }

    [Fact]
    public async Task A_password_that_the_server_refuses_is_abandoned_so_that_the_service_can_begin_anew()
    {
        var scene = await PrepareAsync(RotationStrategy.SingleUser, turn: 0);
        await scene.NewProcess().ServeAsync(RotationStep.CreateSecret, _token);
        scene.Target.RejectPassword = _ => true;

        var refused = await Assert.ThrowsAsync<RotationException>(() => scene.NewProcess().ServeAsync(RotationStep.SetSecret, _token));

        Assert.Equal(FailureKind.PolicyRejected, refused.Kind);
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Fact]
    public async Task A_clone_with_other_rights_fails_the_test_step_and_is_not_promoted()
    {
        var scene = await PrepareAsync(RotationStrategy.Alternating, turn: 0);
        await scene.NewProcess().ServeAsync(RotationStep.CreateSecret, _token);
        await scene.NewProcess().ServeAsync(RotationStep.SetSecret, _token);
        scene.Target.Find("app_clone")!.Settings["search_path"] = "elsewhere";

        foreach (var step in new[] { RotationStep.TestSecret, RotationStep.FinishSecret })
        {
            var differs = await Assert.ThrowsAsync<RotationException>(() => scene.NewProcess().ServeAsync(step, _token));
            Assert.Equal(FailureKind.RightsDiffer, differs.Kind);
        }

        Assert.Equal(Scene.FirstVersion, await scene.HolderAsync(StageLabel.Current));
    }

    [Theory]
    [InlineData(RotationStep.Plan)]
    [InlineData(RotationStep.Lock)]
    public async Task A_step_that_is_none_of_the_services_is_refused(RotationStep step)
    {
        var scene = await PrepareAsync(RotationStrategy.SingleUser, turn: 0);

        var refused = await Assert.ThrowsAsync<RotationException>(() => scene.NewProcess().ServeAsync(step, _token));

        Assert.Equal(FailureKind.InvalidParameter, refused.Kind);
    }

    private static async Task CrashEverywhereAsync(RotationStrategy strategy, int turn, Func<Scene, Invariants, RotationStep, Task> recoverAsync)
    {
        foreach (var step in _steps)
        {
            var isStruck = true;
            for (var index = 0; isStruck; index++)
            {
                foreach (var afterTheEffect in new[] { false, true })
                {
                    var scene = await PrepareAsync(strategy, turn);
                    var invariants = new Invariants(scene, strategy);
                    foreach (var earlier in _steps.TakeWhile(earlier => earlier != step))
                    {
                        await NewProcess(scene, invariants).ServeAsync(earlier, _token);
                    }

                    isStruck = await CrashAsync(scene, invariants, step, index, afterTheEffect);
                    await recoverAsync(scene, invariants, step);
                }
            }
        }
    }

    /// <returns>Whether the step lived to make that call.</returns>
    private static async Task<bool> CrashAsync(Scene scene, Invariants invariants, RotationStep step, int index, bool afterTheEffect)
    {
        var process = NewProcess(scene, invariants);
        process.Hooks.DieAt(index, afterTheEffect);
        try
        {
            await process.ServeAsync(step, _token);
        }
        catch (ProcessDiedException)
        {
            scene.Target.CutSessions();
        }

        await invariants.CheckAsync();
        return process.Hooks.IsDead;
    }

    private static async Task FinishAsServiceAsync(Scene scene, Invariants invariants, RotationStep from)
    {
        foreach (var step in _steps.SkipWhile(step => step != from))
        {
            await NewProcess(scene, invariants).ServeAsync(step, _token);
        }

        Assert.True(await scene.CurrentLogsInAsync());
        Assert.Equal(_token, await scene.HolderAsync(StageLabel.Current));
        Assert.True(await scene.HolderAsync(StageLabel.Pending) is not { } pending || pending == _token);
        Assert.Equal(0, scene.Target.OpenSessions);
    }

    private static RotatingProcess NewProcess(Scene scene, Invariants invariants)
    {
        var process = scene.NewProcess();
        invariants.Watch(process);
        return process;
    }

    /// <summary>A process that rotates though a rotation function does too.</summary>
    private static RotatingProcess InsistingProcess(Scene scene)
    {
        var process = scene.NewProcess();
        process.Options = process.Options with { IgnoreOtherWriter = true };
        return process;
    }

    private static Task ServeAllAsync(Scene scene) => ServeAllAsync(scene, _token);

    private static async Task ServeAllAsync(Scene scene, VersionId version)
    {
        foreach (var step in _steps)
        {
            await scene.NewProcess().ServeAsync(step, version);
        }
    }

    private static async Task AssertRotatedAsync(Scene scene)
    {
        Assert.Equal(_token, await scene.HolderAsync(StageLabel.Current));
        Assert.Equal(_token, await scene.HolderAsync(StageLabel.Pending));
        Assert.True(await scene.CurrentLogsInAsync());
        Assert.Equal(0, scene.Target.OpenSessions);
    }

    /// <summary>A secret that has been rotated so often, and the version that the service then makes for its own rotation.</summary>
    private static async Task<Scene> PrepareAsync(RotationStrategy strategy, int turn)
    {
        var scene = await Scene.CreateAsync(strategy);
        for (var rotation = 0; rotation < turn; rotation++)
        {
            await scene.RotateAsync();
        }

        scene.Store.PrepareVersionWithoutValue(scene.App, _token, StageLabel.Pending);
        return scene;
    }
}
