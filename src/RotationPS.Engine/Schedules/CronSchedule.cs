using Cronos;

namespace RotationPS.Engine.Schedules;

/// <summary>Hours of days of the calendar.</summary>
internal sealed class CronSchedule : RotationSchedule
{
    private const int HoursOfDay = 24;

    // Every leap year and every last Sunday comes round within the four centuries that Cronos looks ahead from here.
    private static readonly DateTimeOffset _epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly CronExpression _openings;
    private readonly CronHours _hours;

    private CronSchedule(string expression, TimeZoneInfo timeZone, CronHours hours, CronExpression openings)
        : base(expression, timeZone)
    {
        _hours = hours;
        _openings = openings;
    }

    /// <inheritdoc/>
    public override RotationWindow? DefaultWindow => _hours.AreIncrements ? RotationWindow.OneHour : null;

    /// <summary>Reads what stands between the parentheses.</summary>
    /// <param name="expression">All of the expression.</param>
    /// <param name="cron">The part between the parentheses.</param>
    /// <param name="timeZone">The time zone.</param>
    public static CronSchedule Parse(string expression, string cron, TimeZoneInfo timeZone)
    {
        if (cron.Split(' ') is not [var minutes, var hours, var dayOfMonth, var month, var dayOfWeek, var year])
        {
            throw ScheduleFailures.CronFields(expression);
        }

        if (minutes is not "0")
        {
            throw ScheduleFailures.CronField(expression, "minutes", minutes, "windows open on the hour", "Write 0 as the minutes.");
        }

        if (year is not "*")
        {
            throw ScheduleFailures.CronField(expression, "year", year, "a schedule is for every year", "Write * as the year.");
        }

        if ((dayOfMonth is "?") == (dayOfWeek is "?"))
        {
            throw ScheduleFailures.CronDays(expression);
        }

        // Cronos reads the names and increments too, but counts the days of the week from 0 and opens a window twice for
        // increments of hours when a clock goes back; so it is given nothing but numbers.
        var openingHours = CronHours.Parse(expression, hours);
        var days = dayOfMonth is "?" ? CronDays.OfWeek(expression, dayOfWeek) : CronDays.OfMonth(expression, dayOfMonth);
        var months = CronField.Month.Numbers(expression, month);
        var openings = CronExpression.Parse($"0 {string.Join(',', openingHours.Hours)} {days.OfMonthText} {string.Join(',', months)} {days.OfWeekText}");
        return openings.GetNextOccurrence(_epoch, TimeZoneInfo.Utc) is null
            ? throw ScheduleFailures.CronNever(expression)
            : new CronSchedule(expression, timeZone, openingHours, openings);
    }

    /// <inheritdoc/>
    internal override DateTimeOffset NextOpening(DateTimeOffset lastRotated, DateTimeOffset after) =>
        _openings.GetNextOccurrence(after > lastRotated ? after : lastRotated, TimeZone) ?? DateTimeOffset.MaxValue;

    /// <inheritdoc/>
    internal override void Check(RotationWindow window)
    {
        var hours = _hours.Hours;
        for (var index = 1; index < hours.Count; index++)
        {
            if (window.Hours > hours[index] - hours[index - 1])
            {
                throw ScheduleFailures.WindowMeetsNext(window, Expression, hours[index] - hours[index - 1]);
            }
        }

        if (hours[^1] + window.Hours > HoursOfDay)
        {
            throw ScheduleFailures.WindowMeetsNextDay(window, Expression, hours[^1], HoursOfDay - hours[^1]);
        }
    }
}
