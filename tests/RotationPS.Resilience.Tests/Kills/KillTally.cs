using RotationPS.Engine.Rotation;
using RotationPS.Resilience.Tests.Stage;

namespace RotationPS.Resilience.Tests.Kills;

/// <summary>Counts what the kills hit and how the runs after them ended.</summary>
internal sealed class KillTally(RotationStrategy strategy)
{
    private readonly SortedDictionary<string, int> _hits = [];
    private readonly SortedDictionary<RotationStatus, int> _nextRuns = [];

    /// <summary>Counts a kill.</summary>
    /// <param name="step">The step it hit; null where the rotation had ended.</param>
    public void Hit(RotationStep? step)
    {
        // The number puts the steps in their order.
        var name = step is { } known ? $"{(int)known} {known}" : "9 after the end";
        _hits[name] = _hits.GetValueOrDefault(name) + 1;
    }

    /// <summary>Counts the run after a kill.</summary>
    public void NextRun(RotationStatus status) => _nextRuns[status] = _nextRuns.GetValueOrDefault(status) + 1;

    /// <summary>All figures in one line.</summary>
    public string Tell(Watcher watcher) =>
        $"{strategy}, seed {RunSettings.Seed}: {_hits.Values.Sum()} kills ({Join(_hits.Select(hit => $"{hit.Key[2..]} {hit.Value}"))}); "
        + $"the next runs: {Join(_nextRuns.Select(run => $"{run.Value} {run.Key}"))}; {watcher}";

    private static string Join(IEnumerable<string> parts) => string.Join(", ", parts);
}
