using System.Diagnostics;
using System.Globalization;

namespace RotationPS.Benchmarks.Harness;

/// <summary>
/// Times two ways of doing the same in turns, so that whatever else the machine does falls on both. The figure is the
/// ratio of the medians; the spread is the middle half of the ratios of the single rounds.
/// </summary>
internal sealed class Comparison
{
    private readonly List<double> _floor = [];
    private readonly List<double> _ours = [];

    /// <summary>The ratio of ours to the floor.</summary>
    public double Ratio => Median(_ours) / Median(_floor);

    /// <summary>What lies behind the ratio.</summary>
    public string Behind
    {
        get
        {
            double[] ratios = [.. _ours.Zip(_floor, (ours, floor) => ours / floor).Order()];
            return string.Create(
                CultureInfo.InvariantCulture,
                $"floor {Median(_floor):0.0} ms, ours {Median(_ours):0.0} ms, middle half {ratios[ratios.Length / 4]:0.00} to {ratios[ratios.Length * 3 / 4]:0.00} of {ratios.Length} rounds, fastest tenths {Fastest(_ours) / Fastest(_floor):0.00}");
        }
    }

    /// <summary>Runs the rounds; the first ones, which compile code, are thrown away.</summary>
    /// <param name="rounds">How many count.</param>
    /// <param name="warmUps">How many do not.</param>
    /// <param name="floor">The floor.</param>
    /// <param name="ours">What is measured.</param>
    public static async Task<Comparison> RunAsync(int rounds, int warmUps, Func<Task> floor, Func<Task> ours)
    {
        var comparison = new Comparison();
        for (var round = -warmUps; round < rounds; round++)
        {
            // Who goes first changes: what one of them leaves behind, garbage or a dying process of the server, is the other's.
            var (first, second) = round % 2 == 0 ? (floor, ours) : (ours, floor);
            var (one, two) = (await TimeAsync(first), await TimeAsync(second));
            if (round >= 0)
            {
                comparison._floor.Add(round % 2 == 0 ? one : two);
                comparison._ours.Add(round % 2 == 0 ? two : one);
            }
        }

        return comparison;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1
            ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The limit of the fastest tenth, which other work on the machine disturbs least.</summary>
    private static double Fastest(List<double> values) => values.Order().ElementAt(values.Count / 10);

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
