using RotationPS.Fakes;

namespace RotationPS.Engine.Tests.Fleet;

/// <summary>Watches a server that several rotations work on at once, and lets a test step in.</summary>
internal sealed class ConcurrentHooks
{
    private int _mostSessions;

    public ConcurrentHooks(InMemoryTarget target)
    {
        target.Before = async (call, token) =>
        {
            if (Before is { } before)
            {
                await before(call);
            }

            // Others get a chance to run in between, as they would while a server is asked.
            await Task.Yield();
        };
        target.After = (_, _) =>
        {
            InterlockedMax(target.OpenSessions);
            return Task.CompletedTask;
        };
    }

    /// <summary>Runs before a call has any effect.</summary>
    public Func<TargetCall, Task>? Before { get; set; }

    /// <summary>The most sessions that were open at a time.</summary>
    public int MostSessions => _mostSessions;

    private void InterlockedMax(int value)
    {
        int known;
        do
        {
            known = Volatile.Read(ref _mostSessions);
        }
        while (value > known && Interlocked.CompareExchange(ref _mostSessions, value, known) != known);
    }
}
