using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

/// <summary>Puts a rotation to sleep before each of its calls, lets others rotate, and wakes it.</summary>
public sealed class SleeperTests
{
    public static TheoryData<RotationStrategy, int> Sleeps => new(
        from strategy in Enum.GetValues<RotationStrategy>()
        from rotations in new[] { 1, 2, 3, 4 }
        select new TheoryDataRow<RotationStrategy, int>(strategy, rotations));

    [Theory]
    [MemberData(nameof(Sleeps))]
    public async Task A_run_that_sleeps_through_rotations_of_others_does_no_harm(RotationStrategy strategy, int rotations)
    {
        var calls = int.MaxValue;
        for (var index = 0; index < calls; index++)
        {
            var scene = await Scene.CreateAsync(strategy);
            var invariants = new Invariants(scene, strategy);
            var sleeper = scene.NewProcess();
            invariants.Watch(sleeper);
            VersionId? current = null;
            sleeper.Hooks.Before = async call =>
            {
                await invariants.CheckAsync(call);
                if (call.Index == index)
                {
                    current = await RotateMeanwhileAsync(scene, invariants, rotations);
                }
            };

            var outcome = await sleeper.RotateAsync();

            calls = sleeper.Hooks.Calls.Count;
            await AssertHarmlessAsync(scene, index, current!, outcome);
            await AssertNextRotationAsync(scene, invariants);
        }
    }

    [Theory]
    [MemberData(nameof(Sleeps))]
    public async Task A_run_that_sleeps_on_a_living_connection_keeps_the_others_out_from_the_lock_on(RotationStrategy strategy, int rotations)
    {
        var calls = int.MaxValue;
        for (var index = 0; index < calls; index++)
        {
            var scene = await Scene.CreateAsync(strategy);
            var invariants = new Invariants(scene, strategy);
            var sleeper = scene.NewProcess();
            invariants.Watch(sleeper);
            var others = new List<RotationOutcome>();
            sleeper.Hooks.Before = async call =>
            {
                for (var rotation = 0; call.Index == index && rotation < rotations; rotation++)
                {
                    others.Add(await RotateWithoutWaitingAsync(scene, invariants));
                }
            };

            await sleeper.RotateAsync();
            await invariants.CheckAsync();

            calls = sleeper.Hooks.Calls.Count;
            var isLocked = sleeper.Hooks.Calls.Take(index).Any(call => call.Operation is "Session.Lock");
            Assert.Equal(rotations, others.Count);
            Assert.All(others, other => Assert.Equal(isLocked ? FailureKind.Busy : null, other.Failure?.Kind));
            Assert.True(await scene.CurrentLogsInAsync());
            await AssertNextRotationAsync(scene, invariants);
        }
    }

    private static Task<RotationOutcome> RotateWithoutWaitingAsync(Scene scene, Invariants invariants)
    {
        var other = scene.NewProcess();
        other.Options = other.Options with { LockTimeout = TimeSpan.Zero };
        invariants.Watch(other);
        return other.RotateAsync();
    }

    private static async Task<VersionId> RotateMeanwhileAsync(Scene scene, Invariants invariants, int rotations)
    {
        // The server holds the sleeper's connections for dead, or nobody could take the account's lock.
        scene.Target.CutSessions();
        for (var rotation = 0; rotation < rotations; rotation++)
        {
            var other = scene.NewProcess();
            invariants.Watch(other);
            var outcome = await other.RotateAsync();
            Assert.True(outcome.Status is RotationStatus.Rotated or RotationStatus.Resumed, outcome.Failure?.Message);
        }

        return (await scene.HolderAsync(StageLabel.Current))!;
    }

    private static async Task AssertHarmlessAsync(Scene scene, int index, VersionId current, RotationOutcome outcome)
    {
        // Asleep before its first read the run knows nothing old: it simply rotates once more.
        if (index > 0)
        {
            Assert.Equal(current, await scene.HolderAsync(StageLabel.Current));
            Assert.Null(await scene.HolderAsync(StageLabel.Pending));
        }

        if (outcome.Status is not RotationStatus.Failed)
        {
            Assert.Equal(await scene.HolderAsync(StageLabel.Current), outcome.Status is RotationStatus.AlreadyCurrent || index == 0 ? outcome.VersionId : current);
        }

        Assert.True(await scene.CurrentLogsInAsync());
    }

    private static async Task AssertNextRotationAsync(Scene scene, Invariants invariants)
    {
        var next = scene.NewProcess();
        invariants.Watch(next);
        Assert.Equal(RotationStatus.Rotated, (await next.RotateAsync()).Status);
        Assert.True(await scene.CurrentLogsInAsync());
    }
}
