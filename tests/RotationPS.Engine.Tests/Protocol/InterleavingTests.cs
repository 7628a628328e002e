using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

/// <summary>What comes of several rotations at once that nothing happens to: in every order of their calls, and on threads.</summary>
public sealed class InterleavingTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(RotationStrategy.SingleUser, 2)]
    [InlineData(RotationStrategy.SingleUser, 3)]
    [InlineData(RotationStrategy.Alternating, 2)]
    [InlineData(RotationStrategy.Alternating, 3)]
    public Task Runs_that_start_together_make_one_new_version_in_every_order(RotationStrategy strategy, int runs) =>
        ExploreAsync(new Situation(strategy, [.. Enumerable.Repeat(Actor.Rotator(), runs)]) { StartTogether = true }, async end =>
        {
            var current = await end.Scene.HolderAsync(StageLabel.Current);
            Assert.Equal(runs, end.Outcomes.Count);
            Assert.All(end.Outcomes, outcome => Assert.Equal(current, outcome.VersionId));
            Assert.NotEqual(Scene.FirstVersion, current);
            Assert.Equal(2, (await end.Scene.VersionsAsync()).Count);
            Assert.Null(await end.Scene.HolderAsync(StageLabel.Pending));
            Assert.Single(end.Outcomes, outcome => outcome.Status is RotationStatus.Rotated);
        });

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public Task Runs_that_start_together_make_at_most_one_new_version_whoever_dies_or_is_cut_off(RotationStrategy strategy) =>
        ExploreAsync(new Situation(strategy, Actor.Rotator(), Actor.Rotator()) { StartTogether = true, Crashes = 1, Cuts = 1, Losses = 1 }, async end =>
            Assert.InRange((await end.Scene.VersionsAsync()).Count, 1, 2));

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public Task Two_runs_whenever_they_start_both_succeed_in_every_order(RotationStrategy strategy) =>
        ExploreAsync(new Situation(strategy, Actor.Rotator(), Actor.Rotator()), async end =>
        {
            Assert.All(end.Outcomes, outcome => Assert.Null(outcome.Failure));
            Assert.InRange((await end.Scene.VersionsAsync()).Count, 2, 3);
            Assert.Null(await end.Scene.HolderAsync(StageLabel.Pending));
            Assert.Contains(await end.Scene.HolderAsync(StageLabel.Current), end.Outcomes.Select(outcome => outcome.VersionId));
        });

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

    private async Task ExploreAsync(Situation situation, Func<Interleaving, Task> check)
    {
        var explorer = new Explorer(situation);

        await explorer.ExploreAsync(check);

        output.WriteLine($"{explorer.Runs} runs, {explorer.States} states, {explorer.Ends} ends.");
        Assert.True(explorer.Ends > 0);
    }
}
