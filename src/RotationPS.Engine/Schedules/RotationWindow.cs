using System.Globalization;
using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Schedules;

/// <summary>
/// How long a window stays open: the Duration of Secrets Manager.
/// See https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html.
/// </summary>
public sealed record RotationWindow
{
    /// <summary>The longest window, in hours: it must not go into the next day.</summary>
    public const int MaxHours = 24;

    private RotationWindow(string duration, int hours)
    {
        Duration = duration;
        Hours = hours;
    }

    /// <summary>One hour: the default where windows are hours apart.</summary>
    public static RotationWindow OneHour { get; } = new("1h", 1);

    /// <summary>The text it was read from, for example <c>3h</c>.</summary>
    public string Duration { get; }

    /// <summary>The length in hours, from 1 to <see cref="MaxHours"/>.</summary>
    public int Hours { get; }

    /// <summary>Reads a duration.</summary>
    /// <param name="duration">Whole hours, for example <c>3h</c>.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public static RotationWindow Parse(string duration) =>
        duration is [.. { Length: 1 or 2 } digits, 'h']
        && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
        && hours is >= 1 and <= MaxHours
            ? new RotationWindow(duration, hours)
            : throw ScheduleFailures.WindowUnknown(duration, MaxHours);

    /// <inheritdoc/>
    public override string ToString() => Duration;
}
