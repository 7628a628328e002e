namespace RotationPS.Engine.Schedules;

/// <summary>A window of a schedule, on its day.</summary>
/// <param name="Opens">Its first moment.</param>
/// <param name="Closes">The first moment after it.</param>
public sealed record ScheduledWindow(DateTimeOffset Opens, DateTimeOffset Closes)
{
    /// <summary>Whether a moment is inside.</summary>
    /// <param name="moment">The moment.</param>
    public bool Contains(DateTimeOffset moment) => Opens <= moment && moment < Closes;
}
