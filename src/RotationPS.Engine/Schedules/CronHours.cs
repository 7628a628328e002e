using System.Globalization;

namespace RotationPS.Engine.Schedules;

/// <summary>The hours of a day at which windows open.</summary>
/// <param name="Hours">The hours, ascending.</param>
/// <param name="AreIncrements">Whether they were written as increments, which makes a window one hour long by default.</param>
internal sealed record CronHours(IReadOnlyList<int> Hours, bool AreIncrements)
{
    private const string Advice = "Write one hour from 0 to 23, or increments of 4 hours or more such as 2/10.";

    private const int LastHour = 23;

    // https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
    private const int MinIncrement = 4;

    /// <summary>Reads the field.</summary>
    /// <param name="expression">All of the expression, for the message.</param>
    /// <param name="text">The field: an hour, <c>2/10</c>, <c>*/8</c> or <c>/8</c>.</param>
    public static CronHours Parse(string expression, string text)
    {
        var slash = text.IndexOf('/');
        if (slash < 0)
        {
            return new CronHours([Number(expression, text, text, 0)], AreIncrements: false);
        }

        var first = text[..slash] is "" or "*" ? 0 : Number(expression, text, text[..slash], 0);
        var increment = Number(expression, text, text[(slash + 1)..], MinIncrement);
        return new CronHours([.. Enumerable.Range(0, LastHour).Select(index => first + (index * increment)).TakeWhile(hour => hour <= LastHour)], AreIncrements: true);
    }

    private static int Number(string expression, string field, string text, int min) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= LastHour
            ? number
            : throw ScheduleFailures.CronField(expression, "hours", field, $"'{text}' is not a number from {min} to {LastHour}", Advice);
}
