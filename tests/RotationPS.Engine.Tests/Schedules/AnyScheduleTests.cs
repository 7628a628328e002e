using System.Text.RegularExpressions;
using CsCheck;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;
using Xunit;

namespace RotationPS.Engine.Tests.Schedules;

/// <summary>What holds for every schedule in every time zone, at every moment.</summary>
public sealed partial class AnyScheduleTests
{
    private const int Samples = 1000;

    private static readonly string[] _months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] _days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private static readonly Gen<DateTimeOffset> Moments =
        Gen.Long[0, 20 * 365 * TimeSpan.TicksPerDay / TimeSpan.TicksPerSecond].Select(seconds => new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds));

    // A clock that changes at two, at midnight, by half an hour, and not at all.
    private static readonly Gen<string> TimeZones =
        OneOf("UTC", "Europe/Berlin", "America/New_York", "Africa/Cairo", "America/Havana", "Australia/Lord_Howe", "Asia/Kolkata");

    private static readonly Gen<Field> Hours = Gen.Int[0, 23].SelectMany(first => Gen.OneOf(
        Gen.Const(new Field($"{first}", moment => moment.Hour == first)),
        Gen.Int[4, 23].Select(step => new Field($"{first}/{step}", moment => moment.Hour >= first && (moment.Hour - first) % step == 0))));

    // Each pair is a day of month and a day of week, one of them a question mark. No month is without such a day.
    private static readonly Gen<(Field OfMonth, Field OfWeek)> Days = Gen.OneOf(
        Numbers(1, 28, 31, moment => moment.Day, number => $"{number}").Select(field => (field, Any("?"))),
        Gen.Const((new Field("L", moment => moment.Day == DateTime.DaysInMonth(moment.Year, moment.Month)), Any("?"))),
        Gen.Int[1, 7].Select(day => (new Field($"{_days[day - 1]}L", moment => OfWeek(moment) == day && IsLastOfItsName(moment)), Any("?"))),
        Gen.Select(Gen.Bool, Numbers(1, 7, 7, OfWeek, number => $"{number}"), Numbers(1, 7, 7, OfWeek, number => _days[number - 1]))
            .Select((named, numbers, names) => (Any("?"), named ? names : numbers)),
        Gen.Const((Any("?"), new Field("L", moment => moment.DayOfWeek is DayOfWeek.Saturday))),
        Gen.Int[1, 7].Select(day => (Any("?"), new Field($"{day}L", moment => OfWeek(moment) == day && IsLastOfItsName(moment)))),
        Gen.Select(Gen.Int[1, 7], Gen.Int[1, 4]).Select((day, ordinal) =>
            (Any("?"), new Field($"{_days[day - 1]}#{ordinal}", moment => OfWeek(moment) == day && (moment.Day - 1) / 7 == ordinal - 1))));

    private static readonly Gen<Field> Months = Gen.OneOf(
        Numbers(1, 12, 12, moment => moment.Month, number => $"{number}"),
        Numbers(1, 12, 12, moment => moment.Month, number => _months[number - 1]));

    private static readonly Gen<Field> Crons = Gen.Select(Hours, Days, Months).Select((hours, days, months) => new Field(
        $"cron(0 {hours.Text} {days.OfMonth.Text} {months.Text} {days.OfWeek.Text} *)",
        moment => hours.Fits(moment) && days.OfMonth.Fits(moment) && days.OfWeek.Fits(moment) && months.Fits(moment)));

    private static readonly Gen<string> Schedules = Gen.OneOf(
        Gen.Int[1, 999].Select(count => $"rate({count} days)"),
        Gen.Int[4, 999 * 24].Select(count => $"rate({count} hours)"),
        Gen.Int[4, 30].Select(count => $"rate({count} hours)"),
        Crons.Select(cron => cron.Text));

    private static readonly Gen<RotationTerms> Terms = Gen
        .Select(Schedules, Gen.Int[0, 24], TimeZones, Moments, Gen.Int[0, 400], Gen.Int[0, 3])
        .Select((schedule, hours, timeZone, from, days, count) =>
        {
            // The longest window that the schedule allows and that is no longer than was drawn; 0 is the default.
            string[] ranges = [.. Enumerable.Range(0, count).Select(index => $"{from.AddDays(index * 30):yyyy-MM-dd'T'HH:mm}/{from.AddDays((index * 30) + days + 1):yyyy-MM-dd}")];
            for (var length = hours; length > 0; length--)
            {
                try
                {
                    return RotationTerms.Parse(schedule, $"{length}h", timeZone, ranges);
                }
                catch (Engine.Failures.RotationException)
                {
                    // Too long for this schedule.
                }
            }

            return RotationTerms.Parse(schedule, null, timeZone, ranges);
        });

    [Fact]
    public void Cron_opens_windows_at_just_the_hours_that_fit_all_fields() => Gen.Select(Crons, Moments).Sample((cron, lastRotated) =>
    {
        var opening = RotationSchedule.Parse(cron.Text).NextAfter(lastRotated);

        var expected = new DateTimeOffset(lastRotated.Date, TimeSpan.Zero).AddHours(lastRotated.Hour + 1);
        while (!cron.Fits(expected))
        {
            expected = expected.AddHours(1);
        }

        return opening == expected;
    }, iter: Samples);

    [Fact]
    public void An_expression_that_is_given_back_is_the_same_schedule() => Gen.Select(Schedules, TimeZones).Sample((expression, timeZone) =>
    {
        var schedule = RotationSchedule.Parse(expression, ScheduleTimeZone.Find(timeZone));

        return RotationSchedule.Parse(schedule.ToString(), schedule.TimeZone).Equals(schedule);
    }, iter: Samples);

    [Fact]
    public void The_next_window_opens_later_and_there_is_none_between() => Gen.Select(Terms, Moments, Moments).Sample((terms, lastRotated, now) =>
    {
        var next = terms.Schedule.NextOpening(lastRotated, now);
        var before = terms.Schedule.OpeningOfDay(lastRotated, next.AddTicks(-1));

        return next > now
            && next > lastRotated
            && terms.Schedule.OpeningOfDay(lastRotated, next) == next
            && (before is null || (before > lastRotated && before <= now));
    }, iter: Samples);

    [Fact]
    public void Windows_have_a_length_stay_within_their_day_and_do_not_overlap() => Gen.Select(Terms, Moments, Moments).Sample((terms, lastRotated, now) =>
    {
        var opening = terms.Schedule.NextOpening(lastRotated, now);
        var window = terms.WindowAt(lastRotated, opening);
        var next = terms.WindowAt(lastRotated, terms.Schedule.NextOpening(lastRotated, opening));

        return window!.Opens == opening
            && window.Opens < window.Closes
            && window.Closes <= next!.Opens
            && Local(window.Opens).Date == Local(window.Closes.AddTicks(-1)).Date;

        DateTimeOffset Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, terms.TimeZone);
    }, iter: Samples);

    [Fact]
    public void A_rotation_is_never_due_right_after_one() => Gen.Select(Terms, Moments).Sample((terms, lastRotated) =>
        !terms.IsDue(lastRotated, lastRotated)
        && !terms.IsOverdue(lastRotated, lastRotated)
        && !terms.IsDue(lastRotated, terms.NextAfter(lastRotated).Opens.AddTicks(-1)), iter: Samples);

    [Fact]
    public void The_next_time_that_is_due_is_due_and_is_the_first() => Gen.Select(Terms, Moments, Moments).Sample((terms, lastRotated, now) =>
    {
        var due = terms.NextDue(lastRotated, now);

        // What is due begins with a window, with the end of a blackout, or has begun already.
        return terms.IsDue(lastRotated, due)
            && (due == now || (due > now && !terms.IsDue(lastRotated, now) && !terms.IsDue(lastRotated, due.AddTicks(-1))));
    }, iter: Samples);

    [Fact]
    public void Tags_keep_terms_as_they_are() => Terms.Sample(terms =>
    {
        var tags = terms.ToTags();
        var read = RotationTerms.FromTags(tags)!;
        SecretRules.CheckTags(tags);

        return tags.Values.All(AllowedTagValue().IsMatch)
            && read.Schedule.Equals(terms.Schedule)
            && read.Window == terms.Window
            && read.Blackouts.SequenceEqual(terms.Blackouts);
    }, iter: Samples);

    // Lists, ranges and increments of numbers, any of which fit somewhere up to the number that every month has.
    private static Gen<Field> Numbers(int min, int certain, int max, Func<DateTimeOffset, int> part, Func<int, string> name) =>
        Gen.Select(Gen.Int[min, certain], Gen.Int[min, max], Gen.Int[1, max]).SelectMany((one, two, step) =>
        {
            var (low, high) = (Math.Min(one, two), Math.Max(one, two));
            return OneOf(
                Any("*"),
                new Field(name(one), moment => part(moment) == one),
                new Field($"{name(one)},{name(two)}", moment => part(moment) == one || part(moment) == two),
                new Field($"{name(low)}-{name(high)}", moment => part(moment) >= low && part(moment) <= high),
                new Field($"{name(low)}-{name(high)},{name(one)}", moment => part(moment) >= low && part(moment) <= high),
                new Field($"{name(one)}/{step}", moment => part(moment) >= one && (part(moment) - one) % step == 0),
                new Field($"*/{step}", moment => (part(moment) - min) % step == 0));
        });

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static Field Any(string text) => new(text, _ => true);

    private static int OfWeek(DateTimeOffset moment) => (int)moment.DayOfWeek + 1;

    private static bool IsLastOfItsName(DateTimeOffset moment) => moment.Day + 7 > DateTime.DaysInMonth(moment.Year, moment.Month);

    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Tag.html
    [GeneratedRegex(@"^[\p{L}\p{Z}\p{N}_.:/=+\-@]*\z")]
    private static partial Regex AllowedTagValue();

    private sealed record Field(string Text, Func<DateTimeOffset, bool> Fits);
}
