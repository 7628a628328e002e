using System.Collections.Concurrent;

namespace RotationPS.Resilience.Tests.Faults;

/// <summary>Works through many items in some lanes at once, each with a stage of its own.</summary>
internal static class Lanes
{
    /// <param name="items">The items.</param>
    /// <param name="lanes">How many lanes.</param>
    /// <param name="open">Sets up a stage.</param>
    /// <param name="work">Does the work for one item.</param>
    public static async Task RunAsync<TItem, TStage>(IEnumerable<TItem> items, int lanes, Func<Task<TStage>> open, Func<TStage, TItem, Task> work)
        where TStage : IAsyncDisposable
    {
        var left = new ConcurrentQueue<TItem>(items);
        await Task.WhenAll(Enumerable.Range(0, Math.Min(lanes, left.Count)).Select(_ => Task.Run(WorkAsync, TestContext.Current.CancellationToken)));

        async Task WorkAsync()
        {
            await using var stage = await open();
            while (left.TryDequeue(out var item))
            {
                await work(stage, item);
            }
        }
    }
}
