using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;

namespace RotationPS.Resilience.Tests.Faults;

/// <summary>Counts faults and what became of the runs that they hit, and of those after them.</summary>
/// <param name="title">What was disturbed, and how.</param>
internal sealed class FaultTally(string title)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<FailureKind, int> _failures = [];
    private int _faults;
    private int _resumed;
    private int _lost;
    private int _missed;

    /// <summary>Counts a fault.</summary>
    /// <param name="outcome">What became of the run that it hit.</param>
    public void Hit(RotationOutcome outcome)
    {
        lock (_lock)
        {
            _faults++;
            if (outcome.Failure is { Kind: var kind })
            {
                _failures[kind] = _failures.GetValueOrDefault(kind) + 1;
            }
        }
    }

    /// <summary>Counts a fault that did not happen, as the run had said its last before.</summary>
    public void Missed()
    {
        lock (_lock)
        {
            _missed++;
        }
    }

    /// <summary>Counts a credential that does not log in.</summary>
    public void Lost()
    {
        lock (_lock)
        {
            _lost++;
        }
    }

    /// <summary>Counts the run after a fault.</summary>
    public void NextRun(RotationStatus status)
    {
        lock (_lock)
        {
            _resumed += status is RotationStatus.Resumed ? 1 : 0;
        }
    }

    /// <summary>Writes all figures in one line, to the test's output and to the console.</summary>
    public void Tell()
    {
        var failed = _failures.Values.Sum();
        var kinds = failed == 0 ? string.Empty : $" ({string.Join(", ", _failures.Select(failure => $"{failure.Key} {failure.Value}"))})";
        var missed = _missed == 0 ? string.Empty : $" ({_missed} of them after the last byte)";
        var line = $"{title}: {_faults} faults{missed}; {_faults - failed} runs succeeded in spite of it, {failed} failed{kinds}; "
            + $"{_resumed} rotations resumed by the next run; {_lost} credentials lost.";
        TestContext.Current.TestOutputHelper!.WriteLine(line);
        Console.WriteLine(line);
    }
}
