namespace RotationPS.Engine.Schedules;

/// <summary>The days on which windows open, as Cronos reads them: it counts the days of the week from 0.</summary>
/// <param name="OfMonthText">The days of the month.</param>
/// <param name="OfWeekText">The days of the week.</param>
internal sealed record CronDays(string OfMonthText, string OfWeekText)
{
    private const string All = "*";
    private const string Last = "L";
    private const int Saturday = 6;

    // A weekday comes at most five times in a month.
    private const int MaxOrdinal = 5;

    /// <summary>Reads the days of the month.</summary>
    /// <param name="expression">All of the expression, for the message.</param>
    /// <param name="text">The field.</param>
    public static CronDays OfMonth(string expression, string text)
    {
        if (text.Equals(Last, StringComparison.OrdinalIgnoreCase))
        {
            return new CronDays(Last, All);
        }

        // AWS describes the last named day, such as SUNL, with the days of the month.
        if (text.EndsWith(Last, StringComparison.OrdinalIgnoreCase) && CronField.DayOfWeek.Named(text[..^1]) is { } day)
        {
            return new CronDays(All, $"{day - 1}L");
        }

        return new CronDays(string.Join(',', CronField.DayOfMonth.Numbers(expression, text)), All);
    }

    /// <summary>Reads the days of the week.</summary>
    /// <param name="expression">All of the expression, for the message.</param>
    /// <param name="text">The field.</param>
    public static CronDays OfWeek(string expression, string text)
    {
        var field = CronField.DayOfWeek;
        if (text.Equals(Last, StringComparison.OrdinalIgnoreCase))
        {
            return new CronDays(All, $"{Saturday}");
        }

        if (text.EndsWith(Last, StringComparison.OrdinalIgnoreCase))
        {
            return new CronDays(All, $"{field.Number(expression, text, text[..^1]) - 1}L");
        }

        if (text.Split('#') is [var day, var ordinal])
        {
            return ordinal is [>= '1' and <= (char)('0' + MaxOrdinal)]
                ? new CronDays(All, $"{field.Number(expression, text, day) - 1}#{ordinal}")
                : throw field.Refuse(expression, text, $"'{ordinal}' is not a number from 1 to {MaxOrdinal}");
        }

        return new CronDays(All, string.Join(',', field.Numbers(expression, text).Select(number => number - 1)));
    }
}
