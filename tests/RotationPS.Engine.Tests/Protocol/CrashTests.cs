using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

/// <summary>Kills a rotation at each of its calls, before and after the call has its effect.</summary>
public sealed class CrashTests
{
    public static TheoryData<RotationStrategy, int> Turns => new()
    {
        { RotationStrategy.SingleUser, 0 },
        { RotationStrategy.SingleUser, 1 },
        { RotationStrategy.Alternating, 0 },
        { RotationStrategy.Alternating, 1 },
        { RotationStrategy.Alternating, 2 },
    };

    [Theory]
    [MemberData(nameof(Turns))]
    public async Task After_a_crash_at_any_call_the_next_run_completes_without_help(RotationStrategy strategy, int turn)
    {
        var calls = await CountCallsAsync(strategy, turn);
        for (var index = 0; index < calls; index++)
        {
            await CrashAndRecoverAsync(strategy, turn, index, afterTheEffect: false);
            await CrashAndRecoverAsync(strategy, turn, index, afterTheEffect: true);
        }
    }

    [Theory]
    [MemberData(nameof(Turns))]
    public async Task After_two_crashes_at_any_two_calls_the_next_run_completes_without_help(RotationStrategy strategy, int turn)
    {
        var calls = await CountCallsAsync(strategy, turn);
        for (var first = 0; first < calls; first++)
        {
            var isStruck = true;
            for (var second = 0; isStruck; second++)
            {
                var scene = await PrepareAsync(strategy, turn);
                var invariants = new Invariants(scene, strategy);
                await CrashAsync(scene, invariants, first, afterTheEffect: true);
                isStruck = await CrashAsync(scene, invariants, second, afterTheEffect: false);
                if (isStruck)
                {
                    await RecoverAsync(scene, invariants);
                }
            }
        }
    }

    private static async Task CrashAndRecoverAsync(RotationStrategy strategy, int turn, int index, bool afterTheEffect)
    {
        var scene = await PrepareAsync(strategy, turn);
        var invariants = new Invariants(scene, strategy);
        Assert.True(await CrashAsync(scene, invariants, index, afterTheEffect));
        await RecoverAsync(scene, invariants);
    }

    /// <returns>Whether the run lived to make that call.</returns>
    private static async Task<bool> CrashAsync(Scene scene, Invariants invariants, int index, bool afterTheEffect)
    {
        var process = scene.NewProcess();
        invariants.Watch(process);
        process.Hooks.DieAt(index, afterTheEffect);
        try
        {
            await process.RotateAsync();
        }
        catch (ProcessDiedException)
        {
            // The server ends the sessions of a client that is gone.
            scene.Target.CutSessions();
        }

        await invariants.CheckAsync();
        return process.Hooks.IsDead;
    }

    private static async Task RecoverAsync(Scene scene, Invariants invariants)
    {
        var process = scene.NewProcess();
        invariants.Watch(process);

        var outcome = await process.RotateAsync();

        Assert.True(outcome.Status is RotationStatus.Rotated or RotationStatus.Resumed, outcome.Failure?.Message);
        Assert.True(await scene.CurrentLogsInAsync());
        Assert.Equal(outcome.VersionId, await scene.HolderAsync(StageLabel.Current));
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
        Assert.Equal(0, scene.Target.OpenSessions);
    }

    private static async Task<int> CountCallsAsync(RotationStrategy strategy, int turn)
    {
        var process = (await PrepareAsync(strategy, turn)).NewProcess();
        await process.RotateAsync();
        return process.Hooks.Calls.Count;
    }

    private static async Task<Scene> PrepareAsync(RotationStrategy strategy, int turn)
    {
        var scene = await Scene.CreateAsync(strategy);
        for (var rotation = 0; rotation < turn; rotation++)
        {
            await scene.RotateAsync();
        }

        return scene;
    }
}
