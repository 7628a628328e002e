using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace RotationPS.Engine.Tests.Scenes;

/// <summary>Runs a situation in every order there is, or in orders by chance.</summary>
internal sealed class Explorer(Situation situation)
{
    private readonly HashSet<UInt128> _known = [];
    private readonly HashSet<UInt128> _ends = [];

    /// <summary>Whether to go on from a state that was met before, as if something new could follow.</summary>
    public bool LeavesNothingOut { get; init; }

    /// <summary>How often the situation was run, as far as its end or a state that was known.</summary>
    public int Runs { get; private set; }

    /// <summary>How many different states there were.</summary>
    public int States => _known.Count;

    /// <summary>How many different ends there were.</summary>
    public int Ends => _ends.Count;

    /// <summary>
    /// Runs it in every order. From a state that was met before nothing new can follow, so that every state is left in
    /// every possible way once, however many orders lead there.
    /// </summary>
    /// <param name="check">Looks at each end, before the one rotation more.</param>
    /// <exception cref="InvariantBrokenException">Something that must always hold did not.</exception>
    public Task ExploreAsync(Func<Interleaving, Task>? check = null) => OffTheTestAsync(async () =>
    {
        var choices = new Choices();
        do
        {
            await RunAsync(choices, check);
        }
        while (choices.Advance());
    });

    /// <summary>
    /// Runs it in every order and tells of everything that did not hold: the shortest story for each. A run ends where
    /// something does not hold.
    /// </summary>
    public async Task<IReadOnlyList<InvariantBrokenException>> FindViolationsAsync()
    {
        var violations = new Dictionary<string, InvariantBrokenException>(StringComparer.Ordinal);
        await OffTheTestAsync(async () =>
        {
            var choices = new Choices();
            do
            {
                await NoteViolationAsync(choices, violations);
            }
            while (choices.Advance());
        });
        return InOrder(violations);
    }

    /// <summary>Runs it in the orders of some seeds until an invariant did not hold, and tells of all that did not by then.</summary>
    public async Task<IReadOnlyList<InvariantBrokenException>> FindViolationsAsync(string invariant, int seeds)
    {
        var violations = new Dictionary<string, InvariantBrokenException>(StringComparer.Ordinal);
        await OffTheTestAsync(async () =>
        {
            for (var seed = 0; seed < seeds && !violations.ContainsKey(invariant); seed++)
            {
                await NoteViolationAsync(new Chance(seed), violations);
            }
        });
        return InOrder(violations);
    }

    /// <summary>Runs it once, in the order that a seed gives.</summary>
    /// <exception cref="InvariantBrokenException">Something that must always hold did not.</exception>
    public Task RunAsync(int seed, Func<Interleaving, Task>? check = null) => OffTheTestAsync(() => RunAsync(new Chance(seed), check));

    // Away from the test runner's own scheduling a step ends before the call that starts it returns.
    private static Task OffTheTestAsync(Func<Task> work) => Task.Run(work, TestContext.Current.CancellationToken);

    private static IReadOnlyList<InvariantBrokenException> InOrder(Dictionary<string, InvariantBrokenException> violations) =>
        [.. violations.Values.OrderBy(broken => broken.Invariant, StringComparer.Ordinal)];

    private async Task NoteViolationAsync(IChooser chooser, Dictionary<string, InvariantBrokenException> violations)
    {
        try
        {
            await RunAsync(chooser, null);
        }
        catch (InvariantBrokenException broken)
        {
            if (!violations.TryGetValue(broken.Invariant, out var known) || broken.Story.Count < known.Story.Count)
            {
                violations[broken.Invariant] = broken;
            }
        }
    }

    private async Task RunAsync(IChooser chooser, Func<Interleaving, Task>? check)
    {
        Runs++;
        var interleaving = await Interleaving.PrepareAsync(situation, chooser);
        if (await interleaving.RunAsync(state => _known.Add(Digest(state)) || LeavesNothingOut || chooser is Chance, check))
        {
            _ends.Add(Digest(interleaving.End));
        }
    }

    private static UInt128 Digest(string state) =>
        BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(state)));
}
