using System.Globalization;
using System.Text.RegularExpressions;

namespace RotationPS.Engine.Schedules;

/// <summary>
/// A number of hours or days from one rotation to the next. Days are counted from midnight to midnight, and hours from
/// the full hour, so that a rotation late in its window does not push the next one further and further. Where a window has
/// passed without a rotation there is one each day from then on, until one is used: a machine that was off for a day must
/// not cost a password another 30.
/// </summary>
internal sealed partial class RateSchedule : RotationSchedule
{
    // https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
    private const int MinHours = 4;
    private const int MaxDays = 999;
    private const int HoursOfDay = 24;

    private readonly int _count;
    private readonly bool _inDays;

    private RateSchedule(string expression, TimeZoneInfo timeZone, int count, bool inDays)
        : base(expression, timeZone)
    {
        _count = count;
        _inDays = inDays;
    }

    /// <inheritdoc/>
    public override RotationWindow? DefaultWindow => _inDays ? null : RotationWindow.OneHour;

    /// <summary>Reads what stands between the parentheses.</summary>
    /// <param name="expression">All of the expression.</param>
    /// <param name="rate">The part between the parentheses.</param>
    /// <param name="timeZone">The time zone.</param>
    public static RateSchedule Parse(string expression, string rate, TimeZoneInfo timeZone)
    {
        var match = CountAndUnit().Match(rate);
        if (!match.Success)
        {
            throw ScheduleFailures.RateUnknown(expression);
        }

        var inDays = match.Groups["unit"].Value.StartsWith("day", StringComparison.Ordinal);
        var (min, max) = inDays ? (1, MaxDays) : (MinHours, MaxDays * HoursOfDay);
        return int.TryParse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count >= min
            && count <= max
            ? new RateSchedule(expression, timeZone, count, inDays)
            : throw ScheduleFailures.RateOutOfRange(expression, inDays ? "days" : "hours", min, max);
    }

    /// <inheritdoc/>
    internal override DateTimeOffset NextOpening(DateTimeOffset lastRotated, DateTimeOffset after)
    {
        var passed = UnitsBetween(lastRotated, after);
        return Opening(lastRotated, passed < _count ? _count : _count + ((((passed - _count) / UnitsToRetry) + 1) * UnitsToRetry));
    }

    /// <inheritdoc/>
    internal override void Check(RotationWindow window)
    {
        if (!_inDays && window.Hours > _count)
        {
            throw ScheduleFailures.WindowMeetsNext(window, Expression, _count);
        }
    }

    /// <summary>How many days or hours there are from a window that was missed to the next one.</summary>
    private int UnitsToRetry => _inDays ? 1 : Math.Min(_count, HoursOfDay);

    private long UnitsBetween(DateTimeOffset lastRotated, DateTimeOffset moment) => _inDays
        ? CalendarDay.Of(moment, TimeZone).DayNumber - CalendarDay.Of(lastRotated, TimeZone).DayNumber
        : (moment - FullHour(lastRotated)).Ticks / TimeSpan.TicksPerHour;

    private DateTimeOffset Opening(DateTimeOffset lastRotated, long units) => _inDays
        ? CalendarDay.Start(CalendarDay.Of(lastRotated, TimeZone).AddDays((int)units), TimeZone)
        : TimeZoneInfo.ConvertTime(FullHour(lastRotated).AddHours(units), TimeZone);

    private DateTimeOffset FullHour(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, TimeZone);
        return local.AddTicks(-(local.TimeOfDay.Ticks % TimeSpan.TicksPerHour));
    }

    [GeneratedRegex(@"^(?<count>[0-9]+) (?<unit>hours?|days?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex CountAndUnit();
}
