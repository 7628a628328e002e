using System.Globalization;
using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Schedules;

/// <summary>A field of a cron expression that takes lists, ranges, increments and <c>*</c>.</summary>
internal sealed class CronField
{
    private readonly string _title;
    private readonly int _max;
    private readonly string[] _names;
    private readonly string _advice;

    private CronField(string title, int max, string[] names, string advice)
    {
        _title = title;
        _max = max;
        _names = names;
        _advice = advice;
    }

    /// <summary>1 to 31.</summary>
    public static CronField DayOfMonth { get; } = new(
        "day of month",
        31,
        [],
        "Write days from 1 to 31 such as 15 or 1,15 or 1-15 or 1/2, L for the last one, SUNL for the last Sunday, * for all, or ? where the day of week counts.");

    /// <summary>1 to 12, or JAN to DEC.</summary>
    public static CronField Month { get; } = new(
        "month",
        12,
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
        "Write months from 1 to 12 or JAN to DEC such as JAN,JUL or 1-3 or 1/3, or * for all.");

    /// <summary>1 to 7, or SUN to SAT.</summary>
    public static CronField DayOfWeek { get; } = new(
        "day of week",
        7,
        ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
        "Write days from 1 to 7 or SUN to SAT such as MON,THU or MON-FRI or 1/2, TUE#3 for the third Tuesday, SUNL for the last Sunday, L for Saturday, * for all, or ? where the day of month counts.");

    /// <summary>All numbers that a field stands for, ascending.</summary>
    /// <param name="expression">All of the expression, for the message.</param>
    /// <param name="text">The field.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public IReadOnlyList<int> Numbers(string expression, string text) =>
        [.. text.Split(',').SelectMany(item => Item(expression, text, item)).Distinct().Order()];

    /// <summary>The number of one place of a field.</summary>
    /// <param name="expression">All of the expression, for the message.</param>
    /// <param name="field">The field, for the message.</param>
    /// <param name="text">The place: a number or a name.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public int Number(string expression, string field, string text) =>
        Named(text)
        ?? (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= _max
            ? number
            : throw Refuse(expression, field, $"'{text}' is not from {Range}"));

    /// <summary>The number that a name stands for; null where it is none.</summary>
    /// <param name="text">The name, in any case.</param>
    public int? Named(string text)
    {
        var index = Array.FindIndex(_names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : index + 1;
    }

    /// <summary>The failure that names this field.</summary>
    /// <param name="expression">All of the expression.</param>
    /// <param name="text">The field.</param>
    /// <param name="rule">What is wrong with it, as the rest of a sentence.</param>
    public RotationException Refuse(string expression, string text, string rule) =>
        ScheduleFailures.CronField(expression, _title, text, rule, _advice);

    private string Range => _names is [var first, .., var last] ? $"1 to {_max} or {first} to {last}" : $"1 to {_max}";

    private IEnumerable<int> Item(string expression, string field, string item)
    {
        var (range, increment) = item.Split('/') switch
        {
            [var all] => (all, (int?)null),
            [var start, var step] => (start, Increment(expression, field, step)),
            _ => throw Refuse(expression, field, $"'{item}' has more than one increment"),
        };

        // An increment goes on to the end of the field from a single start, and to the end of a range from a range.
        var (first, last) = range.Split('-') switch
        {
            ["*"] => (1, _max),
            [""] when increment is not null => (1, _max),
            [var only] => (Number(expression, field, only), increment is null ? Number(expression, field, only) : _max),
            [var from, var to] => (Number(expression, field, from), Number(expression, field, to)),
            _ => throw Refuse(expression, field, $"'{range}' is not a range"),
        };

        return first <= last
            ? Enumerable.Range(first, last - first + 1).Where(number => (number - first) % (increment ?? 1) == 0)
            : throw Refuse(expression, field, $"the range '{range}' runs backwards");
    }

    private int Increment(string expression, string field, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= _max
            ? number
            : throw Refuse(expression, field, $"the increment '{text}' is not from 1 to {_max}");
}
