using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

/// <summary>Several processes at once, in every order of their calls, or in many orders by chance with fixed seeds.</summary>
public sealed class InterleavingTests
{
    private const int Seeds = 300;

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task Two_runs_that_start_together_make_one_new_version_in_every_order(RotationStrategy strategy)
    {
        var choices = new Choices();
        do
        {
            await AssertOneNewVersionAsync(await RunAsync(strategy, 2, new Interleaving(choices.Next) { StartTogether = true }));
        }
        while (choices.Advance());
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task Three_runs_that_start_together_make_one_new_version_in_orders_by_chance(RotationStrategy strategy)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            await AssertOneNewVersionAsync(await RunAsync(strategy, 3, new Interleaving(random.Next) { StartTogether = true }));
        }
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task Two_runs_whenever_they_start_both_succeed_in_every_order(RotationStrategy strategy)
    {
        var choices = new Choices();
        do
        {
            var (scene, outcomes) = await RunAsync(strategy, 2, new Interleaving(choices.Next));

            Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
            Assert.InRange((await scene.VersionsAsync()).Count, 2, 3);
            Assert.Null(await scene.HolderAsync(StageLabel.Pending));
            Assert.Contains(await scene.HolderAsync(StageLabel.Current), outcomes.Select(outcome => outcome.VersionId));
        }
        while (choices.Advance());
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser, 1, 0)]
    [InlineData(RotationStrategy.SingleUser, 0, 1)]
    [InlineData(RotationStrategy.Alternating, 1, 0)]
    [InlineData(RotationStrategy.Alternating, 0, 1)]
    public async Task Two_runs_of_which_one_dies_or_is_cut_off_do_no_harm_in_every_order(RotationStrategy strategy, int crashes, int cuts)
    {
        var choices = new Choices();
        do
        {
            var (scene, _) = await RunAsync(strategy, 2, new Interleaving(choices.Next) { StartTogether = true, Crashes = crashes, Cuts = cuts });
            await AssertNextRunCompletesAsync(scene);
        }
        while (choices.Advance());
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task Three_processes_that_rotate_twice_among_crashes_and_cuts_do_no_harm_in_orders_by_chance(RotationStrategy strategy)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var (scene, _) = await RunAsync(strategy, 3, new Interleaving(random.Next) { Crashes = 2, Cuts = 2 }, rotations: 2);
            await AssertNextRunCompletesAsync(scene);
        }
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task Three_runs_on_threads_of_their_own_make_one_new_version_each_round(RotationStrategy strategy)
    {
        var scene = await Scene.CreateAsync(strategy);
        for (var round = 1; round <= 100; round++)
        {
            using var allHaveRead = new Barrier(3);
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
                () => RotateWithOthersAsync(scene, allHaveRead),
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap()));

            Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
            Assert.Single(outcomes.Select(outcome => outcome.VersionId).Distinct());
            Assert.Equal(round + 1, (await scene.VersionsAsync()).Count);
            Assert.True(await scene.CurrentLogsInAsync());
        }
    }

    private static Task<RotationOutcome> RotateWithOthersAsync(Scene scene, Barrier allHaveRead)
    {
        var process = scene.NewProcess();
        process.Hooks.After = call =>
        {
            if (call.Index == 0)
            {
                allHaveRead.SignalAndWait();
            }

            return Task.CompletedTask;
        };
        return process.RotateAsync();
    }

    // Away from the test runner's own scheduling a step ends before the call that starts it returns.
    private static Task<(Scene Scene, IReadOnlyList<RotationOutcome> Outcomes)> RunAsync(
        RotationStrategy strategy, int processes, Interleaving interleaving, int rotations = 1) =>
        Task.Run(() => RunHereAsync(strategy, processes, interleaving, rotations), TestContext.Current.CancellationToken);

    private static async Task<(Scene Scene, IReadOnlyList<RotationOutcome> Outcomes)> RunHereAsync(
        RotationStrategy strategy, int processes, Interleaving interleaving, int rotations)
    {
        var scene = await Scene.CreateAsync(strategy);
        var outcomes = new List<RotationOutcome>();
        try
        {
            await interleaving.RunAsync(
                Enumerable.Range(0, processes).Select(_ => scene.NewProcess()).ToList(),
                async process =>
                {
                    for (var rotation = 0; rotation < rotations; rotation++)
                    {
                        outcomes.Add(await process.RotateAsync());
                    }
                },
                new Invariants(scene, strategy));
        }
        catch (Exception violation)
        {
            throw new InvalidOperationException($"{violation.Message}{Environment.NewLine}{interleaving.Story}", violation);
        }

        return (scene, outcomes);
    }

    private static async Task AssertOneNewVersionAsync((Scene Scene, IReadOnlyList<RotationOutcome> Outcomes) run)
    {
        var (scene, outcomes) = run;
        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        Assert.Equal(2, (await scene.VersionsAsync()).Count);
        Assert.All(outcomes, outcome => Assert.NotEqual(Scene.FirstVersion, outcome.VersionId));
        var current = await scene.HolderAsync(StageLabel.Current);
        Assert.All(outcomes, outcome => Assert.Equal(current, outcome.VersionId));
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
        Assert.Single(outcomes, outcome => outcome.Status is RotationStatus.Rotated);
    }

    private static async Task AssertNextRunCompletesAsync(Scene scene)
    {
        scene.Target.CutSessions();
        var outcome = await scene.RotateAsync();
        Assert.True(outcome.Status is RotationStatus.Rotated or RotationStatus.Resumed, outcome.Failure?.Message);
        Assert.True(await scene.CurrentLogsInAsync());
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
    }
}
