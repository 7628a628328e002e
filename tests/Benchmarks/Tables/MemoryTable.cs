using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using RotationPS.Benchmarks.Harness;
using RotationPS.Benchmarks.Scenes;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Passwords;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Schedules;

namespace RotationPS.Benchmarks.Tables;

/// <summary>How much memory a large fleet takes. Each run has a process of its own, which holds nothing else.</summary>
internal static class MemoryTable
{
    /// <summary>The first argument of the process that rotates.</summary>
    public const string Worker = "--memory-of-fleet";

    private const double MostMegabytes = 300;
    private const double BytesOfMegabyte = 1024 * 1024;
    private const double BytesOfKilobyte = 1024;
    private const int Days = 30;
    private const string Due = "due";

    public static async Task RunAsync(Settings settings)
    {
        Report.Table("Memory", $"a fleet of {settings.SimulatedFleetSize} secrets whose store and server keep nothing, in a process of its own");
        foreach (var state in new[] { "not due", Due })
        {
            var lines = await OwnProcess.RunAsync(Worker, settings.SimulatedFleetSize.ToString(CultureInfo.InvariantCulture), state);
            double[] numbers = [.. lines[^1].Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
            Report.Figure(
                $"peak working set, all {state}",
                numbers[0],
                "MB",
                Goal.AtMost(MostMegabytes),
                FormattableString.Invariant($"{numbers[1]:0.0} KB allocated a secret, {numbers[2]:0.0} s"));
        }
    }

    /// <summary>Rotates what is due and prints the peak in megabytes, the kilobytes allocated for a secret, and the seconds.</summary>
    public static async Task WorkAsync(int count, string state)
    {
        var isDue = state == Due;
        var tags = new ScheduleRequest { Schedule = $"rate({Days} days)" }.Over(new Dictionary<string, string>()).Set;
        var store = new SimulatedStore(count, tags, isDue ? TimeSpan.FromDays(Days) : TimeSpan.Zero);
        var environment = new RotationEnvironment(
            store, new TargetCatalog([new SimulatedTarget()]), new PasswordGenerator(RandomNumberGenerator.Create()), TimeProvider.System);
        var start = Stopwatch.GetTimestamp();
        var ended = 0;
        await new FleetRotator(environment, FleetTable.Options, _ => Task.FromResult(true), happened =>
        {
            if (happened is FleetEvent.Ended { Outcome.Failure: null })
            {
                Interlocked.Increment(ref ended);
            }
        }).RotateAsync(new FleetReader(environment).FindDueAsync(new FleetQuery(), CancellationToken.None), CancellationToken.None);
        if (ended != count || store.Finished != (isDue ? count : 0))
        {
            throw new InvalidOperationException($"Of {count} secrets {ended} came off and {store.Finished} were rotated.");
        }

        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{process.PeakWorkingSet64 / BytesOfMegabyte:0.0} {GC.GetTotalAllocatedBytes() / BytesOfKilobyte / count:0.0} {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0}"));
    }
}
