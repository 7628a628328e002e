using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Schedules;

/// <summary>What can be wrong with the words in which somebody says when to rotate.</summary>
internal static class ScheduleFailures
{
    public static RotationException ExpressionLength(int length, int max) => Refused(
        $"A schedule has 1 to {max} characters; this one has {length}.",
        "Write it as rate(30 days) or cron(0 8 1 * ? *).");

    public static RotationException ExpressionUnknown(string expression) => Refused(
        $"The schedule '{expression}' is neither rate(...) nor cron(...).",
        "Write it as rate(30 days) or cron(0 8 1 * ? *).");

    public static RotationException RateUnknown(string expression) => Refused(
        $"The schedule '{expression}' is not a number and a unit with a space between them.",
        "Write the rate in hours or days, such as rate(12 hours) or rate(30 days).");

    public static RotationException RateOutOfRange(string expression, string unit, int min, int max) => Refused(
        $"The rate of '{expression}' is out of range.",
        $"Write a rate from {min} to {max} {unit}.");

    public static RotationException CronFields(string expression) => Refused(
        $"The schedule '{expression}' does not have six fields with one space between any two.",
        "Write minutes, hours, day of month, month, day of week and year, such as cron(0 8 1 * ? *).");

    public static RotationException CronField(string expression, string field, string text, string rule, string advice) => Refused(
        $"The field {field} of '{expression}' is '{text}', but {rule}.",
        advice);

    public static RotationException CronDays(string expression) => Refused(
        $"In '{expression}' not exactly one of the fields day of month and day of week is '?'.",
        "Write ? in the one that does not count, such as cron(0 8 1 * ? *) or cron(0 8 ? * SUN *).");

    public static RotationException CronNever(string expression) => Refused(
        $"The schedule '{expression}' is for days that never come.",
        "Choose a day of month that its months have.");

    public static RotationException WindowUnknown(string? duration, int max) => Refused(
        $"The window '{duration}' is not a number of whole hours from 1 to {max}.",
        "Write it as 3h.");

    public static RotationException WindowMeetsNext(RotationWindow window, string expression, int longest) => Refused(
        $"A window of {window} reaches into the next one of '{expression}'.",
        $"Write a window of {longest}h or less.");

    public static RotationException WindowMeetsNextDay(RotationWindow window, string expression, int opening, int longest) => Refused(
        $"A window of {window} that '{expression}' opens at {opening}:00 reaches into the next day.",
        $"Write a window of {longest}h or less, or let it open earlier.");

    public static RotationException BlackoutUnknown(string? range, string rule) => Refused(
        $"The range '{range}' in which not to rotate cannot be used: {rule}.",
        "Write it as 2026-12-20/2027-01-05 or 2026-12-20T18:00/2026-12-27T06:00+01:00.");

    public static RotationException TimeZoneUnknown(string? id) => Refused(
        $"This system knows no time zone '{id}'.",
        "Write an id such as Europe/Berlin, W. Europe Standard Time or UTC.");

    public static RotationException ScheduleMissing() => Refused(
        "A window, a time zone or times in which not to rotate were given, but the secret has no schedule.",
        "Give a schedule too, such as -Schedule 'rate(30 days)'.");

    public static RotationException TagTooLong(string key, int length) => Refused(
        $"The tag '{key}' would have {length} characters, and a tag has {SecretRules.MaxTagValueLength} at most.",
        key is RotationTerms.NotBetweenTag ? "Leave out the ranges that are over." : "Write the schedule with ranges and increments.");

    /// <summary>
    /// A schedule is told as the tag spells it, so that it is found there. The window that is named goes with every schedule.
    /// </summary>
    public static RotationException TagDamaged(string key, string value, RotationException damage) => new(
        damage.Kind,
        $"The secret's tag '{key}' with the value '{value}' cannot be used. {(key is RotationTerms.ScheduleTag ? AsSpelled(damage.What, value) : damage.What)}",
        $"Give another with Set-RotationSchedule, such as {key switch
        {
            RotationTerms.WindowTag => "-Window 1h, or take it off with -Window ''",
            RotationTerms.TimeZoneTag => "-TimeZone Europe/Berlin, or take it off with -TimeZone ''",
            RotationTerms.NotBetweenTag => "-NotBetween 2026-12-20/2027-01-05, or take it off with -NotBetween ''",
            _ => "-Schedule 'rate(30 days)'",
        }}.",
        damage);

    private static string AsSpelled(string what, string value) =>
        TagSpelling.Read(value) is var read && read != value ? what.Replace(read, value, StringComparison.Ordinal) : what;

    private static RotationException Refused(string what, string nextStep) => new(FailureKind.InvalidParameter, what, nextStep);
}
