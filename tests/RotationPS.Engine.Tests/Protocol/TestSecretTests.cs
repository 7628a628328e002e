using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

public sealed class TestSecretTests
{
    private readonly List<TimeSpan> _attempts = [];

    [Fact]
    public async Task A_new_password_that_takes_a_while_to_work_is_tried_again_with_growing_pauses()
    {
        var scene = await Scene.AlternatingAsync();
        var process = scene.NewProcess();
        process.Options = process.Options with { TestTimeout = TimeSpan.FromSeconds(15) };
        RefuseClone(scene, until: TimeSpan.FromSeconds(6));

        var outcome = await process.RotateAsTimePassesAsync(scene.Clock);

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal([0, 1, 3, 7], _attempts.Select(attempt => attempt.TotalSeconds));
        Assert.Contains(process.Events.OfType<RotationEvent.Detail>(), detail => detail.Message.Contains("trying again in 4 s"));
    }

    [Fact]
    public async Task A_new_password_that_never_works_is_given_up_in_time()
    {
        var scene = await Scene.AlternatingAsync();
        var process = scene.NewProcess();
        process.Options = process.Options with { TestTimeout = TimeSpan.FromSeconds(15) };
        RefuseClone(scene, until: TimeSpan.MaxValue);

        var outcome = await process.RotateAsTimePassesAsync(scene.Clock);

        Assert.Equal(FailureKind.LoginFailed, outcome.Failure!.Kind);
        Assert.Equal([0, 1, 3, 7, 15], _attempts.Select(attempt => attempt.TotalSeconds));
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_failed_test_step_leaves_current_untouched_and_the_next_run_resumes(RotationStrategy strategy)
    {
        var scene = await Scene.CreateAsync(strategy);
        var process = scene.NewProcess();
        process.Hooks.Before = call =>
        {
            if (call.Operation is "Target.LogIn" && process.Hooks.Calls.Any(made => made.Operation is "Store.Put"))
            {
                scene.Target.FailNext(TargetOperation.LogIn, FailureKind.Unreachable);
            }

            return Task.CompletedTask;
        };

        var outcome = await process.RotateAsync();

        Assert.Equal(FailureKind.Unreachable, outcome.Failure!.Kind);
        Assert.Equal(RotationStep.TestSecret, outcome.Steps[^1].Step);
        Assert.Equal(Scene.FirstVersion, await scene.HolderAsync(StageLabel.Current));
        Assert.Equal(outcome.VersionId, await scene.HolderAsync(StageLabel.Pending));
        Assert.Equal(RotationStatus.Resumed, (await scene.RotateAsync()).Status);
        Assert.Equal(outcome.VersionId, await scene.HolderAsync(StageLabel.Current));
    }

    [Fact]
    public async Task A_failure_that_no_waiting_mends_is_not_tried_again()
    {
        var scene = await Scene.AlternatingAsync();
        var process = scene.NewProcess();
        process.Options = process.Options with { TestTimeout = TimeSpan.FromHours(1) };
        process.Hooks.After = call =>
        {
            if (call.Operation is "Session.EnsureClone")
            {
                scene.Target.FailNext(TargetOperation.LogIn, FailureKind.TlsRefused);
            }

            return Task.CompletedTask;
        };

        var outcome = await process.RotateAsync();

        Assert.Equal(FailureKind.TlsRefused, outcome.Failure!.Kind);
    }

    [Fact]
    public async Task A_clone_with_other_rights_than_its_base_is_not_promoted()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.Find("app")!.Settings["search_path"] = "shop";
        scene.Target.Find("app")!.Settings["work_mem"] = "4MB";
        var process = scene.NewProcess();
        process.Hooks.After = call =>
        {
            if (call.Operation is "Session.EnsureClone")
            {
                var clone = scene.Target.Find("app_clone")!;
                clone.Settings["search_path"] = "public";
                clone.Settings.Remove("work_mem");
            }

            return Task.CompletedTask;
        };

        var outcome = await process.RotateAsync();

        Assert.Equal(FailureKind.RightsDiffer, outcome.Failure!.Kind);
        Assert.Contains("setting search_path is shop on the base and public on the clone", outcome.Failure.Message);
        Assert.Contains("setting work_mem is 4MB on the base and absent on the clone", outcome.Failure.Message);
        Assert.Equal(Scene.FirstVersion, await scene.HolderAsync(StageLabel.Current));
        Assert.Equal(RotationStatus.Resumed, (await scene.RotateAsync()).Status);
    }

    [Fact]
    public async Task The_test_logs_in_with_exactly_what_the_pending_version_says()
    {
        var scene = await Scene.AlternatingAsync();
        var process = scene.NewProcess();

        await process.RotateAsync();

        var current = await scene.CurrentAsync();
        var login = process.Target.Logins[^1];
        Assert.Equal(current.UserName, login.User);
        Assert.Equal(current.Password, login.Password);
        Assert.Equal(new Engine.Accounts.ServerAddress("db.example.com", 5432, "shop", null), login.Server);
    }

    private void RefuseClone(Scene scene, TimeSpan until) => scene.Target.Before = (call, _) =>
    {
        if (call is { Operation: TargetOperation.LogIn, User: "app_clone" })
        {
            var elapsed = scene.Clock.GetUtcNow() - Scene.Start;
            _attempts.Add(elapsed);
            if (elapsed < until)
            {
                scene.Target.FailNext(TargetOperation.LogIn, FailureKind.LoginFailed);
            }
        }

        return Task.CompletedTask;
    };

    /// <summary>Lets time pass whenever the run waits for it.</summary>
}
