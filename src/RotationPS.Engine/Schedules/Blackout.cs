using System.Globalization;
using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Schedules;

/// <summary>A time in which nothing is rotated, whatever the schedule says.</summary>
public sealed record Blackout
{
    private static readonly string[] _localForms = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];
    private static readonly string[] _offsetForms = [.. _localForms.SelectMany(form => new[] { $"{form}zzz", $"{form}'Z'" })];

    private Blackout(string range, DateTimeOffset begins, DateTimeOffset ends)
    {
        Range = range;
        Begins = begins;
        Ends = ends;
    }

    /// <summary>The text it was read from.</summary>
    public string Range { get; }

    /// <summary>Its first moment.</summary>
    public DateTimeOffset Begins { get; }

    /// <summary>The first moment after it.</summary>
    public DateTimeOffset Ends { get; }

    /// <summary>Reads a range.</summary>
    /// <param name="range">
    /// Two dates, both of which belong to it (<c>2026-12-20/2027-01-05</c>), or ISO 8601 date-times
    /// (<c>2026-12-20T18:00/2026-12-27T06:00+01:00</c>), the second of which does not.
    /// </param>
    /// <param name="timeZone">The time zone of dates, and of date-times that name no offset; null for UTC.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public static Blackout Parse(string range, TimeZoneInfo? timeZone = null)
    {
        var zone = timeZone ?? TimeZoneInfo.Utc;
        if (range?.Split('/') is not [var first, var last])
        {
            throw ScheduleFailures.BlackoutUnknown(range, "it is not two dates with a slash between them");
        }

        var begins = Edge(range, first, zone, daysToAdd: 0);
        var ends = Edge(range, last, zone, daysToAdd: 1);
        return begins < ends
            ? new Blackout(range, begins, ends)
            : throw ScheduleFailures.BlackoutUnknown(range, "it ends before it begins");
    }

    /// <summary>Whether a moment is inside.</summary>
    /// <param name="moment">The moment.</param>
    public bool Contains(DateTimeOffset moment) => Begins <= moment && moment < Ends;

    /// <inheritdoc/>
    public override string ToString() => Range;

    private static DateTimeOffset Edge(string range, string text, TimeZoneInfo zone, int daysToAdd)
    {
        // The calendar's very first and last days leave no room for an offset or a day after.
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1 and < 9999)
        {
            return CalendarDay.Start(day.AddDays(daysToAdd), zone);
        }

        if (DateTime.TryParseExact(text, _localForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year is > 1 and < 9999)
        {
            return new DateTimeOffset(local, zone.GetUtcOffset(local));
        }

        return DateTimeOffset.TryParseExact(text, _offsetForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : throw ScheduleFailures.BlackoutUnknown(range, $"'{text}' is neither a date nor a date and time");
    }
}
