using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Resilience.Tests.Stage;

namespace RotationPS.Resilience.Tests.Crowds;

/// <summary>Eight workers on one vault, ready to go.</summary>
internal sealed class Crowd : IDisposable
{
    public const int Size = 8;

    private readonly IReadOnlyList<RotationWorker> _workers;

    private Crowd(IReadOnlyList<RotationWorker> workers) => _workers = workers;

    /// <summary>Starts them, and returns when all of them wait for something to do.</summary>
    public static async Task<Crowd> GatherAsync(string vaultFolder)
    {
        var starts = Enumerable.Range(0, Size).Select(_ => RotationWorker.StartAsync(vaultFolder)).ToList();
        try
        {
            return new Crowd(await Task.WhenAll(starts));
        }
        catch
        {
            foreach (var start in starts.Where(start => start.IsCompletedSuccessfully))
            {
                (await start).Dispose();
            }

            throw;
        }
    }

    /// <summary>Tells all of them at once to rotate.</summary>
    /// <param name="secrets">Gives the next worker its secrets, in its order.</param>
    public void Rotate(Func<IEnumerable<SecretId>> secrets)
    {
        foreach (var worker in _workers)
        {
            worker.Rotate(secrets());
        }
    }

    /// <summary>Waits until all of them have done what they were told to, and asserts that none has failed.</summary>
    /// <param name="each">How many secrets each was given.</param>
    public async Task<IReadOnlyList<RotationReport>> ReadReportsAsync(int each)
    {
        var reports = await Task.WhenAll(_workers.Select(worker => ReadAsync(worker, each)));
        return [.. reports.SelectMany(report => report)];
    }

    public void Dispose()
    {
        foreach (var worker in _workers)
        {
            worker.Dispose();
        }
    }

    private static async Task<IReadOnlyList<RotationReport>> ReadAsync(RotationWorker worker, int count)
    {
        var reports = new List<RotationReport>();
        while (reports.Count < count)
        {
            var report = await worker.ReadReportAsync();
            Assert.True(report.Status is not RotationStatus.Failed, report.Failure);
            reports.Add(report);
        }

        return reports;
    }
}
