namespace RotationPS.Stores.Tests.SecretsManager;

/// <summary>A clock on which the waits between two attempts pass at once; the limits of calls, which are longer, take their time.</summary>
internal sealed class HurryingClock : TimeProvider
{
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(10);

    private long _ticks;

    public TimeSpan Passed => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime > _longestWait)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        Advance(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
