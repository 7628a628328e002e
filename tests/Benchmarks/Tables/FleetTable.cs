using System.Diagnostics;
using System.Threading.Channels;
using RotationPS.Benchmarks.Floors;
using RotationPS.Benchmarks.Harness;
using RotationPS.Benchmarks.Scenes;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Stores.Vault;

namespace RotationPS.Benchmarks.Tables;

/// <summary>Many secrets of one server, several at a time.</summary>
internal static class FleetTable
{
    public const int Workers = 8;
    private const double LeastThroughput = 0.75;

    /// <summary>What somebody gets who types <c>-ThrottleLimit 8</c> and nothing else.</summary>
    public static FleetOptions Options { get; } = new() { ThrottleLimit = Workers };

    public static async Task RunAsync(DatabaseScene scene, Settings settings)
    {
        var count = settings.FleetSize;
        Report.Table("Fleet", $"{count} single users of one PostgreSQL server in the vault, {Workers} at a time, against as many floors at a time");
        using var folder = new TemporaryFolder();
        using var vault = VaultStore.OpenOrCreate(Path.Combine(folder.Path, "vault"));
        using var store = new StoreFloor(folder.Path);
        var floor = new RotationFloor(store, scene.Driver);
        string[] ours = [.. Enumerable.Range(0, count).Select(index => $"fleet_ours_{index:0000}")];
        await scene.CreateAccountsAsync([.. ours, .. Enumerable.Range(0, count).Select(FloorAccount)]);
        var arns = new List<string>(count);
        for (var index = 0; index < count; index++)
        {
            floor.Create(index, FloorAccount(index), scene.FirstPassword);
            arns.Add((await scene.CreateSecretAsync(vault, ours[index])).Arn);
        }

        var compared = await Comparison.RunAsync(
            settings.FleetRounds,
            warmUps: 1,
            () => Parallel.ForEachAsync(
                Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Workers }, async (index, _) => await floor.RotateAloneAsync(index)),
            () => RotateAllAsync(vault, arns));
        Report.Figure("fleet, throughput", 1 / compared.Ratio, "of floor's", Goal.AtLeast(LeastThroughput), compared.Behind);
    }

    /// <summary>Rotates secrets as the cmdlet does, and insists that all came off.</summary>
    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> RotateAllAsync(ISecretStore store, IReadOnlyList<string> arns)
    {
        var environment = DatabaseScene.EnvironmentOf(store);
        var ids = Channel.CreateUnbounded<SecretId>();
        foreach (var arn in arns)
        {
            ids.Writer.TryWrite(new SecretId(arn));
        }

        ids.Writer.Complete();
        var rotated = 0;
        var start = Stopwatch.GetTimestamp();
        await new FleetRotator(environment, Options, _ => Task.FromResult(true), happened =>
        {
            if (happened is FleetEvent.Ended ended)
            {
                DatabaseScene.DemandRotated(ended.Outcome);
                Interlocked.Increment(ref rotated);
            }
        }).RotateAsync(new FleetReader(environment).ReadAsync(ids.Reader, CancellationToken.None), CancellationToken.None);
        return rotated == arns.Count ? Stopwatch.GetElapsedTime(start) : throw new InvalidOperationException($"{rotated} of {arns.Count} secrets were rotated.");
    }

    private static string FloorAccount(int index) => $"fleet_floor_{index:0000}";
}
