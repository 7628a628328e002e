using RotationPS.Engine.Rotation;
using RotationPS.Engine.Tests.Scenes;
using RotationPS.Engine.Tests.Scenes.Broken;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

/// <summary>Proves that the explorer would see a fault of the protocol: it explores the engine on ports that break one rule each.</summary>
public sealed class BrokenProtocolTests(ITestOutputHelper output)
{
    // The rarest violation shows in two of them.
    private const int Seeds = 5000;

    [Theory]
    [InlineData(RotationStrategy.SingleUser, "I2")]
    [InlineData(RotationStrategy.Alternating, "I3")]
    public Task The_explorer_catches_version_ids_that_are_drawn(RotationStrategy strategy, string invariant) => AssertCaughtAsync(invariant, new Situation(strategy, Actor.Rotator(), Actor.Rotator())
    {
        Cuts = 1,
        Break = DrawnIdStore.Break,
    });

    [Theory]
    [InlineData(RotationStrategy.SingleUser, "I2")]
    [InlineData(RotationStrategy.Alternating, "I3")]
    public Task The_explorer_catches_a_password_that_is_set_before_it_is_stored(RotationStrategy strategy, string invariant) => AssertCaughtAsync(invariant, new Situation(strategy, Actor.Rotator())
    {
        Break = (ports, _) => HeldBackStore.Break(ports),
    });

    [Theory]
    [InlineData(RotationStrategy.SingleUser, "I2", 2)]
    [InlineData(RotationStrategy.Alternating, "I1", 3)]
    public Task The_explorer_catches_a_missing_lock(RotationStrategy strategy, string invariant, int rotationsMeanwhile) => AssertCaughtAsync(invariant, new Situation(strategy, Actor.Rotator(), Actor.Rotator(rotationsMeanwhile))
    {
        Break = (ports, _) => LocklessSession.Break(ports),
    });

    [Fact]
    public Task The_explorer_catches_an_undo_that_moves_a_label_back() => AssertCaughtAsync("I6", new Situation(RotationStrategy.Alternating, Actor.Rotator(2), LabelUndo.Actor));

    [Fact]
    public Task The_explorer_catches_the_harm_that_a_label_moved_back_does() => AssertCaughtAsync("I1", new Situation(RotationStrategy.Alternating, Actor.Rotator(), Actor.Rotator(2), LabelUndo.Actor)
    {
        Cuts = 1,
        MayGoBack = true,
    });

    // What chance finds in a protocol that is broken it would find in ours.
    [Theory]
    [InlineData(RotationStrategy.SingleUser, "I2")]
    [InlineData(RotationStrategy.Alternating, "I1")]
    public Task The_explorer_catches_a_missing_lock_by_chance(RotationStrategy strategy, string invariant) =>
        AssertCaughtByChanceAsync(invariant, Rotators(strategy) with { Break = (ports, _) => LocklessSession.Break(ports) });

    [Theory]
    [InlineData(RotationStrategy.SingleUser, "I2")]
    [InlineData(RotationStrategy.Alternating, "I1")]
    public Task The_explorer_catches_labels_that_are_taken_for_settled_by_chance(RotationStrategy strategy, string invariant) =>
        AssertCaughtByChanceAsync(invariant, Rotators(strategy) with { Break = (ports, _) => HastyStore.Break(ports) });

    private static Situation Rotators(RotationStrategy strategy) => new(strategy, Actor.Rotator(2), Actor.Rotator(2), Actor.Rotator(2))
    {
        Crashes = 2,
        Cuts = 2,
        ReadLag = TimeSpan.FromSeconds(2),
    };

    private async Task AssertCaughtByChanceAsync(string invariant, Situation situation)
    {
        var explorer = new Explorer(situation);

        AssertFound(invariant, explorer, await explorer.FindViolationsAsync(invariant, Seeds));
    }

    private async Task AssertCaughtAsync(string invariant, Situation situation)
    {
        var explorer = new Explorer(situation);

        AssertFound(invariant, explorer, await explorer.FindViolationsAsync());
    }

    private void AssertFound(string invariant, Explorer explorer, IReadOnlyList<InvariantBrokenException> violations)
    {
        output.WriteLine($"{explorer.Runs} runs, {explorer.States} states, violated: {string.Join(' ', violations.Select(broken => broken.Invariant))}. The shortest way:");
        var found = Assert.Single(violations, broken => broken.Invariant == invariant);
        output.WriteLine(found.Message);
    }
}
