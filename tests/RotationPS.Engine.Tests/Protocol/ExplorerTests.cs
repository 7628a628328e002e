using System.Globalization;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

/// <summary>
/// The invariants of the design, looked at after every call while several processes work on one secret: in every order with
/// every fault, or in many orders by chance where there are too many. Every run ends with one more rotation that must
/// succeed with nobody's help.
/// </summary>
public sealed class ExplorerTests(ITestOutputHelper output)
{
    private const int Seeds = 1000;
    private const int SeedsOfLongRun = 20_000;

    private static readonly TimeSpan _lag = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public Task Two_rotators_of_whom_one_dies_and_one_is_cut_off_do_no_harm_in_every_order(RotationStrategy strategy) =>
        ExploreAsync(new Situation(strategy, Actor.Rotator(), Actor.Rotator()) { Crashes = 1, Cuts = 1, Losses = 1, Impatience = 1 });

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public Task Two_rotators_whose_reads_are_stale_do_no_harm_in_every_order(RotationStrategy strategy) =>
        ExploreAsync(new Situation(strategy, Actor.Rotator(), Actor.Rotator()) { Crashes = 1, Cuts = 1, ReadLag = _lag });

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public Task Two_rotators_that_rotate_twice_do_no_harm_in_every_order(RotationStrategy strategy) =>
        ExploreAsync(new Situation(strategy, Actor.Rotator(2), Actor.Rotator(2)) { Crashes = 1, Cuts = 1 });

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public Task A_rotator_that_sleeps_through_rotations_of_another_does_no_harm_in_every_order(RotationStrategy strategy) =>
        ExploreAsync(new Situation(strategy, Actor.Rotator(), Actor.Rotator(4)) { Crashes = 1, Cuts = 1 });

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public Task Three_rotators_of_whom_one_dies_and_one_is_cut_off_do_no_harm_in_every_order(RotationStrategy strategy) =>
        ExploreAsync(new Situation(strategy, Actor.Rotator(), Actor.Rotator(), Actor.Rotator()) { Crashes = 1, Cuts = 1 });

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public Task Three_rotators_that_rotate_twice_among_faults_and_stale_reads_do_no_harm_in_orders_by_chance(RotationStrategy strategy) =>
        TryByChanceAsync(new Situation(strategy, Actor.Rotator(2), Actor.Rotator(2), Actor.Rotator(2))
        {
            Crashes = 2,
            Cuts = 2,
            Losses = 1,
            Impatience = 1,
            ReadLag = _lag,
        });

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public Task A_rotator_and_an_undoer_do_no_harm_in_every_order(RotationStrategy strategy) =>
        ExploreAsync(new Situation(strategy, Actor.Rotator(), Actor.Undoer()) { RotationsBefore = 1, Crashes = 1, Cuts = 1, Losses = 1, Impatience = 1 });

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public Task Two_undoers_do_no_harm_in_every_order(RotationStrategy strategy) =>
        ExploreAsync(new Situation(strategy, Actor.Undoer(), Actor.Undoer()) { RotationsBefore = 1, Crashes = 1, Cuts = 1, Losses = 1 });

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public Task A_rotator_and_an_abandoner_do_no_harm_in_every_order(RotationStrategy strategy) =>
        ExploreAsync(new Situation(strategy, Actor.Rotator(), Actor.Abandoner()) { Crashes = 1, Cuts = 1, Losses = 1, Impatience = 1 });

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public Task Rotators_of_whom_one_dies_and_an_abandoner_do_no_harm_in_every_order(RotationStrategy strategy) =>
        ExploreAsync(new Situation(strategy, Actor.Rotator(), Actor.Rotator(), Actor.Abandoner()) { Crashes = 1, Cuts = 1 });

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public Task Rotators_undoers_and_abandoners_among_faults_and_stale_reads_do_no_harm_in_orders_by_chance(RotationStrategy strategy) =>
        TryByChanceAsync(new Situation(strategy, Actor.Rotator(3), Actor.Rotator(2), Actor.Undoer(2), Actor.Abandoner(3))
        {
            RotationsBefore = 2,
            Crashes = 2,
            Cuts = 2,
            Losses = 1,
            Impatience = 1,
            ReadLag = _lag,
        });

    // Every order there is, even those that lead to what is known, ends where the others end.
    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task The_explorer_leaves_out_orders_but_no_end(RotationStrategy strategy)
    {
        var situation = new Situation(strategy, Actor.Rotator(), Actor.Rotator()) { Crashes = 1 };
        var (every, some) = (new Explorer(situation) { LeavesNothingOut = true }, new Explorer(situation));

        await every.ExploreAsync();
        await some.ExploreAsync();

        output.WriteLine($"{every.Runs} runs against {some.Runs}, {some.States} states, {some.Ends} ends.");
        Assert.Equal(every.States, some.States);
        Assert.Equal(every.Ends, some.Ends);
        Assert.True(some.Runs < every.Runs);
    }

    private async Task ExploreAsync(Situation situation)
    {
        var explorer = new Explorer(situation);

        await explorer.ExploreAsync();

        output.WriteLine($"{explorer.Runs} runs, {explorer.States} states, {explorer.Ends} ends.");
    }

    /// <summary>ROTATIONPS_SEED runs one seed again, with the whole story where it fails; ROTATIONPS_LONG runs many more.</summary>
    private async Task TryByChanceAsync(Situation situation)
    {
        if (Environment.GetEnvironmentVariable("ROTATIONPS_SEED") is { Length: > 0 } seed)
        {
            await new Explorer(situation).RunAsync(int.Parse(seed, CultureInfo.InvariantCulture));
            return;
        }

        var explorer = new Explorer(situation);
        var seeds = Environment.GetEnvironmentVariable("ROTATIONPS_LONG") is { Length: > 0 } ? SeedsOfLongRun : Seeds;
        for (var turn = 0; turn < seeds; turn++)
        {
            await explorer.RunAsync(turn);
        }

        output.WriteLine($"{explorer.Runs} seeds, {explorer.States} states.");
    }
}
