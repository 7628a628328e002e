using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

public sealed class LockTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_lock_that_stays_taken_is_waited_for_and_then_reported_as_busy(RotationStrategy strategy)
    {
        var scene = await Scene.CreateAsync(strategy);
        await using var holder = await HoldLockAsync(scene);
        var before = await scene.StateAsync();
        var process = scene.NewProcess();

        var run = process.RotateAsync();
        scene.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(run.IsCompleted);
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        var outcome = await run;

        Assert.Equal(FailureKind.Busy, outcome.Failure!.Kind);
        Assert.Equal(RotationStep.Lock, outcome.Steps[^1].Step);
        Assert.Equal(before, await scene.StateAsync());
        Assert.Equal(1, scene.Target.OpenSessions);
    }

    [Fact]
    public async Task A_lock_whose_holder_has_rotated_meanwhile_means_that_the_work_is_done()
    {
        var scene = await Scene.AlternatingAsync();
        await using var holder = await HoldLockAsync(scene);

        var run = scene.NewProcess().RotateAsync();
        await scene.EditAsync(scene.App, json => json["password"] = "rotated-by-the-holder");
        scene.Clock.Advance(TimeSpan.FromSeconds(30));
        var outcome = await run;

        Assert.Equal(RotationStatus.AlreadyCurrent, outcome.Status);
        Assert.Equal(Scene.Id("edit-1"), outcome.VersionId);
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_run_that_finds_under_the_lock_that_somebody_has_moved_AWSCURRENT_makes_no_version(RotationStrategy strategy)
    {
        var scene = await Scene.CreateAsync(strategy);
        var process = scene.NewProcess();
        process.Hooks.Before = async call =>
        {
            if (call.Operation is "Session.Lock")
            {
                scene.Target.Find("app")!.Password = "set-by-hand";
                await scene.EditAsync(scene.App, json => json["password"] = "set-by-hand");
            }
        };

        var outcome = await process.RotateAsync();

        Assert.Equal(RotationStatus.AlreadyCurrent, outcome.Status);
        Assert.Equal(Scene.Id("edit-1"), outcome.VersionId);
        Assert.Equal(2, (await scene.VersionsAsync()).Count);
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Fact]
    public async Task A_run_goes_on_as_soon_as_the_lock_is_free()
    {
        var scene = await Scene.AlternatingAsync();
        var holder = await HoldLockAsync(scene);

        var run = scene.NewProcess().RotateAsync();
        Assert.False(run.IsCompleted);
        await holder.DisposeAsync();

        Assert.Equal(RotationStatus.Rotated, (await run).Status);
    }

    [Fact]
    public async Task Both_accounts_of_a_pair_contend_for_the_lock_of_the_base()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        var process = scene.NewProcess();

        await process.RotateAsync();

        Assert.Equal(["app"], process.Hooks.Calls.Where(call => call.Operation is "Session.Lock").Select(call => call.About));
    }

    [Fact]
    public async Task Waiting_for_the_lock_can_be_stopped()
    {
        var scene = await Scene.SingleUserAsync();
        await using var holder = await HoldLockAsync(scene);
        using var stop = new CancellationTokenSource();

        var run = scene.NewProcess().RotateAsync(stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(1, scene.Target.OpenSessions);
    }

    private static async Task<ITargetSession> HoldLockAsync(Scene scene)
    {
        var server = new ServerAddress("db.example.com", 5432, "shop", null);
        var session = await scene.Target.LogInAsync(new Login(server, new AccountName("boss"), new Password(Scene.SuperuserPassword)), Cancellation);
        await session.LockAccountAsync(new AccountName("app"), TimeSpan.Zero, Cancellation);
        return session;
    }
}
