using System.Globalization;

namespace RotationPS.Resilience.Tests.Stage;

/// <summary>What whoever runs the tests decides by environment variables.</summary>
internal static class RunSettings
{
    /// <summary>With ROTATIONPS_LONG set the tests go through many times as much.</summary>
    public static bool IsLong { get; } = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ROTATIONPS_LONG"));

    /// <summary>What chance starts from: ROTATIONPS_SEED, to draw once more what a test has printed; else another number in each run.</summary>
    public static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("ROTATIONPS_SEED"), CultureInfo.InvariantCulture, out var seed)
        ? seed
        : Random.Shared.Next();
}
