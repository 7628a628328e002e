using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

/// <summary>Rotations on a store whose reads trail its writes, as those of AWS Secrets Manager may.</summary>
public sealed class StaleReadTests
{
    private static readonly TimeSpan _lag = TimeSpan.FromSeconds(3);

    public static TheoryData<RotationStrategy, int, string> Latecomers()
    {
        var cases = new TheoryData<RotationStrategy, int, string>();
        foreach (var strategy in Enum.GetValues<RotationStrategy>())
        {
            foreach (var others in (int[])[1, 2, 3])
            {
                foreach (var operation in (string[])["Target.LogIn", "Session.Lock"])
                {
                    cases.Add(strategy, others, operation);
                }
            }
        }

        return cases;
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_rotation_that_meets_nobody_waits_for_nothing(RotationStrategy strategy)
    {
        var (scene, store) = await SceneAsync(strategy);

        var outcome = await scene.NewProcess(store).RotateAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal(TimeSpan.Zero, outcome.Duration);
    }

    [Theory]
    [MemberData(nameof(Latecomers))]
    public async Task A_run_that_still_sees_the_labels_of_before_does_not_set_an_old_password(RotationStrategy strategy, int others, string operation)
    {
        var (scene, store) = await SceneAsync(strategy);
        var process = scene.NewProcess(store);
        var isFirst = true;
        process.Hooks.Before = async call =>
        {
            if (call.Operation == operation && isFirst)
            {
                isFirst = false;
                for (var turn = 0; turn < others; turn++)
                {
                    Assert.Equal(RotationStatus.Rotated, (await scene.NewProcess().RotateAsync()).Status);
                    await store.NoteAsync();
                }
            }
        };

        var outcome = await process.RotateAsTimePassesAsync(scene.Clock);

        Assert.Null(outcome.Failure);
        Assert.Equal(RotationStatus.AlreadyCurrent, outcome.Status);
        Assert.Equal(outcome.VersionId, await scene.HolderAsync(StageLabel.Current));
        Assert.Equal(1 + others, (await scene.VersionsAsync()).Count);
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser, "Store.Put")]
    [InlineData(RotationStrategy.SingleUser, "Session.ChangeOwnPassword")]
    [InlineData(RotationStrategy.Alternating, "Store.Put")]
    [InlineData(RotationStrategy.Alternating, "Session.EnsureClone")]
    public async Task What_a_dead_run_has_left_a_moment_ago_is_finished(RotationStrategy strategy, string lastCall)
    {
        var (scene, store) = await SceneAsync(strategy);
        var dead = scene.NewProcess(store);
        dead.Hooks.After = call =>
        {
            if (call.Operation == lastCall)
            {
                dead.Hooks.Kill();
            }

            return Task.CompletedTask;
        };
        await Assert.ThrowsAsync<ProcessDiedException>(() => dead.RotateAsync());
        scene.Target.CutSessions();

        var outcome = await scene.NewProcess(store).RotateAsTimePassesAsync(scene.Clock);

        Assert.Equal(RotationStatus.Resumed, outcome.Status);
        Assert.Equal(2, (await scene.VersionsAsync()).Count);
        Assert.True(await scene.CurrentLogsInAsync());
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
    }

    private static async Task<(Scene Scene, TrailingStore Store)> SceneAsync(RotationStrategy strategy)
    {
        var scene = await Scene.CreateAsync(strategy);
        var store = new TrailingStore(scene, _lag);
        await store.NoteAsync();
        return (scene, store);
    }
}
