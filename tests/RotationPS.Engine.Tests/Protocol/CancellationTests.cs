using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

public sealed class CancellationTests
{
    public static TheoryData<RotationStrategy> Strategies => [.. Enum.GetValues<RotationStrategy>()];

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task A_run_stopped_before_or_at_any_call_before_Set_stops_and_the_next_one_completes(RotationStrategy strategy)
    {
        var set = await IndexOfSetAsync(strategy);
        for (var index = 0; index < set; index++)
        {
            foreach (var afterTheEffect in new[] { false, true })
            {
                var scene = await Scene.CreateAsync(strategy);
                var process = scene.NewProcess();
                using var stop = StopAt(process, index, afterTheEffect);

                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => process.RotateAsync(stop.Token));

                Assert.Equal(Scene.FirstVersion, await scene.HolderAsync(StageLabel.Current));
                Assert.Equal(Scene.AppPassword, scene.Target.Find("app")!.Password);
                Assert.Null(scene.Target.Find("app_clone"));
                Assert.Equal(0, scene.Target.OpenSessions);
                Assert.True((await scene.RotateAsync()).Status is RotationStatus.Rotated or RotationStatus.Resumed);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task A_run_stopped_at_any_call_once_Set_has_begun_goes_to_its_end(RotationStrategy strategy)
    {
        var set = await IndexOfSetAsync(strategy);
        var calls = int.MaxValue;
        for (var index = set; index < calls; index++)
        {
            var scene = await Scene.CreateAsync(strategy);
            var process = scene.NewProcess();
            using var stop = StopAt(process, index, afterTheEffect: false);

            var outcome = await process.RotateAsync(stop.Token);

            calls = process.Hooks.Calls.Count;
            Assert.True(stop.IsCancellationRequested);
            Assert.Equal(RotationStatus.Rotated, outcome.Status);
            Assert.Equal(outcome.VersionId, await scene.HolderAsync(StageLabel.Current));
            Assert.Null(await scene.HolderAsync(StageLabel.Pending));
        }
    }

    [Fact]
    public async Task A_run_stopped_before_it_begins_does_nothing()
    {
        var scene = await Scene.SingleUserAsync();
        var process = scene.NewProcess();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => process.RotateAsync(new CancellationToken(canceled: true)));

        Assert.Empty(scene.Target.Logins);
    }

    private static CancellationTokenSource StopAt(RotatingProcess process, int index, bool afterTheEffect)
    {
        var stop = new CancellationTokenSource();
        Func<PortCall, Task> cancel = call => call.Index == index ? stop.CancelAsync() : Task.CompletedTask;
        if (afterTheEffect)
        {
            process.Hooks.After = cancel;
        }
        else
        {
            process.Hooks.Before = cancel;
        }

        return stop;
    }

    private static async Task<int> IndexOfSetAsync(RotationStrategy strategy)
    {
        var process = (await Scene.CreateAsync(strategy)).NewProcess();
        await process.RotateAsync();
        return process.Hooks.Calls.Single(call => call.Operation is "Session.ChangeOwnPassword" or "Session.EnsureClone").Index;
    }
}
