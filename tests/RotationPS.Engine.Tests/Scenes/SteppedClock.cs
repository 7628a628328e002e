namespace RotationPS.Engine.Tests.Scenes;

/// <summary>
/// The clock of one process whose calls are made one at a time. A wait for the store to show every write is a call like
/// any other, so that everything may happen before the process wakes; it wakes when it is told to, not by itself.
/// </summary>
internal sealed class SteppedClock(TimeProvider shared, TimeSpan readLag, CallHooks hooks) : TimeProvider
{
    /// <summary>The call by which a process wakes.</summary>
    public const string Wake = "Clock.Wake";

    /// <summary>When the last wait is over.</summary>
    public DateTimeOffset Due { get; private set; }

    public override long TimestampFrequency => shared.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => shared.GetUtcNow();

    public override long GetTimestamp() => shared.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // Every other timer only limits how long a call may take.
        if (readLag == TimeSpan.Zero || dueTime != readLag)
        {
            return shared.CreateTimer(callback, state, dueTime, period);
        }

        Due = shared.GetUtcNow() + dueTime;
        var timer = shared.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ = WakeAsync(() => callback(state));
        return timer;
    }

    private async Task WakeAsync(Action wake)
    {
        try
        {
            await hooks.AroundAsync(Wake, $"after {readLag.TotalSeconds:0.#} s", null, () => Task.CompletedTask);
        }
        catch (ProcessDiedException)
        {
            // It hears so itself at its next call.
        }

        wake();
    }
}
