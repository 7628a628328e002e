using System.Globalization;
using RotationPS.Engine.Rotation;

namespace RotationPS.Benchmarks.Harness;

/// <summary>Where the time of rotations goes: the median of each step.</summary>
internal sealed class StepTimes
{
    private readonly Dictionary<RotationStep, List<double>> _times = [];

    /// <summary>Takes note of a rotation.</summary>
    public void Add(RotationOutcome outcome)
    {
        foreach (var step in outcome.Steps)
        {
            if (!_times.TryGetValue(step.Step, out var times))
            {
                _times.Add(step.Step, times = []);
            }

            times.Add(step.Duration.TotalMilliseconds);
        }
    }

    public override string ToString() => string.Join(
        ", ",
        _times.OrderBy(step => step.Key).Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Key} {Comparison.Median(step.Value):0.0}")));
}
