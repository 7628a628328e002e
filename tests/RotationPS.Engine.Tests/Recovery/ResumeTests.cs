using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Recovery;

/// <summary>A resumption finishes what is pending and begins nothing.</summary>
public sealed class ResumeTests
{
    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_pending_version_is_finished(RotationStrategy strategy)
    {
        var scene = await Scene.CreateAsync(strategy);
        var user = strategy is RotationStrategy.Alternating ? "app_clone" : "app";
        await scene.PutPendingAsync(Scene.Id("pending"), json => (json["username"], json["password"]) = (user, "pending"));

        var outcome = await scene.NewProcess().ResumeAsync();

        Assert.Equal(RotationStatus.Resumed, outcome.Status);
        Assert.Equal(Scene.Id("pending"), await scene.HolderAsync(StageLabel.Current));
        Assert.True(await scene.CurrentLogsInAsync());
        Assert.Equal(2, (await scene.VersionsAsync()).Count);
    }

    [Fact]
    public async Task A_pending_version_without_a_value_gets_one()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Store.PrepareVersionWithoutValue(scene.App, Scene.Id("empty"), StageLabel.Pending);

        Assert.Null((await scene.NewProcess().ResumeAsync()).Failure);
        Assert.Equal(Scene.Id("empty"), await scene.HolderAsync(StageLabel.Current));
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Fact]
    public async Task A_change_of_strategy_that_was_left_is_finished_and_no_rotation_follows()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.PutPendingAsync(Scene.Id("pending"), json => json.Remove("masterarn"));

        Assert.Equal(RotationStatus.Resumed, (await scene.NewProcess().ResumeAsync()).Status);
        Assert.Equal(Scene.AppPassword, (await scene.CurrentAsync()).Password.Reveal());
        Assert.Equal(2, (await scene.VersionsAsync()).Count);
    }

    [Fact]
    public async Task Where_nothing_is_pending_nobody_logs_in_and_nothing_is_begun()
    {
        var scene = await Scene.SingleUserAsync();
        var before = await scene.StateAsync();

        var outcome = await scene.NewProcess().ResumeAsync();

        Assert.Equal(FailureKind.NotApplicable, outcome.Failure!.Kind);
        Assert.Equal(RotationStep.Plan, Assert.Single(outcome.Steps).Step);
        Assert.Empty(scene.Target.Logins);
        Assert.Equal(before, await scene.StateAsync());
    }

    [Fact]
    public async Task Where_what_was_pending_is_gone_once_the_account_is_locked_nothing_is_begun()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.PutPendingAsync(Scene.Id("pending"), json => json["password"] = "pending");
        var process = scene.NewProcess();
        process.Hooks.Before = call => call.Operation is "Session.Lock"
            ? scene.Store.MoveLabelAsync(scene.App, StageLabel.Pending, Scene.Id("pending"), null, TestContext.Current.CancellationToken)
            : Task.CompletedTask;

        var outcome = await process.ResumeAsync();

        Assert.Equal(FailureKind.NotApplicable, outcome.Failure!.Kind);
        Assert.Equal(RotationStep.CreateSecret, outcome.Steps[^1].Step);
        Assert.Equal(Scene.AppPassword, scene.Target.Find("app")!.Password);
        Assert.Equal(2, (await scene.VersionsAsync()).Count);
        Assert.Equal(0, scene.Target.OpenSessions);
    }
}
