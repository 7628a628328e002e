using System.Globalization;

namespace RotationPS.Benchmarks.Harness;

/// <summary>What a figure has to keep to.</summary>
/// <param name="Words">The goal, as it is printed.</param>
/// <param name="IsMetBy">Whether a figure meets it.</param>
internal sealed record Goal(string Words, Func<double, bool> IsMetBy)
{
    public static Goal AtMost(double limit) => new(string.Create(CultureInfo.InvariantCulture, $"<= {limit}"), value => value <= limit);

    public static Goal AtLeast(double limit) => new(string.Create(CultureInfo.InvariantCulture, $">= {limit}"), value => value >= limit);
}
