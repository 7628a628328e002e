using Cronos;

namespace RotationPS.Engine.Schedules;

/// <summary>Days of a time zone. Some have 23 or 25 hours, and some begin at one o'clock, where a clock goes forward at midnight.</summary>
internal static class CalendarDay
{
    private static readonly CronExpression _midnight = CronExpression.Parse("0 0 * * *");

    /// <summary>The day that a moment is on.</summary>
    /// <param name="moment">The moment.</param>
    /// <param name="timeZone">The time zone.</param>
    public static DateOnly Of(DateTimeOffset moment, TimeZoneInfo timeZone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, timeZone).DateTime);

    /// <summary>The first moment of a day.</summary>
    /// <param name="day">The day.</param>
    /// <param name="timeZone">The time zone.</param>
    public static DateTimeOffset Start(DateOnly day, TimeZoneInfo timeZone)
    {
        // No clock is changed at noon, so the noon before is a moment beyond doubt.
        var noon = day.AddDays(-1).ToDateTime(new TimeOnly(12, 0));
        return End(new DateTimeOffset(noon, timeZone.GetUtcOffset(noon)), timeZone);
    }

    /// <summary>The first moment of the day after the one that a moment is on.</summary>
    /// <param name="moment">The moment.</param>
    /// <param name="timeZone">The time zone.</param>
    public static DateTimeOffset End(DateTimeOffset moment, TimeZoneInfo timeZone) =>
        _midnight.GetNextOccurrence(moment, timeZone) ?? DateTimeOffset.MaxValue;
}
