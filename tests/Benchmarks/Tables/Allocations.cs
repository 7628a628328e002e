using RotationPS.Benchmarks.Harness;

namespace RotationPS.Benchmarks.Tables;

/// <summary>What a rotation allocates, on all threads, and what the floor does.</summary>
internal static class Allocations
{
    private const double BytesOfKilobyte = 1024;

    public static async Task RunAsync(string name, int rotations, Func<Task> floor, Func<Task> ours)
    {
        var (least, most) = (await MeasureAsync(rotations, floor), await MeasureAsync(rotations, ours));
        Report.Figure($"allocated, {name}", most, "KB", goal: null, FormattableString.Invariant($"a rotation; floor {least:0} KB"));
    }

    private static async Task<double> MeasureAsync(int times, Func<Task> work)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var time = 0; time < times; time++)
        {
            await work();
        }

        return (GC.GetTotalAllocatedBytes(precise: true) - before) / BytesOfKilobyte / times;
    }
}
