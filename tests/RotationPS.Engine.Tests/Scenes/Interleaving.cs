namespace RotationPS.Engine.Tests.Scenes;

/// <summary>
/// Runs some processes call by call in an order that a chooser decides, with crashes and cut connections where they are
/// allowed. A process that wants the account's lock waits while another one holds it.
/// </summary>
internal sealed class Interleaving(Func<int, int> choose)
{
    private readonly List<SteppedProcess> _processes = [];
    private readonly List<(SteppedProcess Process, string Deed, PortCall? Call)> _story = [];

    /// <summary>How many processes may die while they hold the lock; before that they have changed nothing.</summary>
    public int Crashes { get; init; }

    /// <summary>How many connections that hold the lock may be cut.</summary>
    public int Cuts { get; init; }

    /// <summary>Whether all make their first call before any makes its second.</summary>
    public bool StartTogether { get; init; }

    /// <summary>What happened, in order, to read where an invariant broke.</summary>
    public string Story => string.Join(
        Environment.NewLine,
        _story.Select(moment => $"process {_processes.IndexOf(moment.Process)} {moment.Deed} at {moment.Call}"));

    public async Task RunAsync(IEnumerable<RotatingProcess> processes, Func<RotatingProcess, Task> work, Invariants invariants)
    {
        foreach (var process in processes)
        {
            var stepped = new SteppedProcess(process);
            _processes.Add(stepped);
            await stepped.StartAsync(work);
            if (StartTogether)
            {
                await stepped.StepAsync();
            }
        }

        var (crashes, cuts) = (Crashes, Cuts);
        while (_processes.Exists(process => process.Next is not null))
        {
            var actions = _processes.Where(IsRunnable).Select(process => (Name: "steps", Process: process, Act: (Func<Task>)process.StepAsync))
                .Concat(crashes > 0 ? _processes.Where(process => process.Holding is not null).Select(process => (Name: "dies", Process: process, Act: (Func<Task>)process.KillAsync)) : [])
                .Concat(cuts > 0 ? _processes.Where(process => process.Holding is not null).Select(process => (Name: "is cut", Process: process, Act: (Func<Task>)process.CutAsync)) : [])
                .ToList();
            var (name, chosen, act) = actions[actions.Count == 1 ? 0 : choose(actions.Count)];
            _story.Add((chosen, name, chosen.Next));
            crashes -= name is "dies" ? 1 : 0;
            cuts -= name is "is cut" ? 1 : 0;
            await act();
            await invariants.CheckAsync(chosen.Next);
        }

        await Task.WhenAll(_processes.Select(process => process.Work));
    }

    private bool IsRunnable(SteppedProcess process) =>
        process.Next is { } next
        && (next.Operation is not "Session.Lock" || !_processes.Exists(other => other != process && other.Holding is not null));
}
