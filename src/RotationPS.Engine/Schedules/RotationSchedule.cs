using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Schedules;

/// <summary>
/// When the windows open in which a secret is rotated, in the expressions of Secrets Manager. Theirs are in UTC; a time
/// zone is an extension. See https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html.
/// </summary>
public abstract class RotationSchedule : IEquatable<RotationSchedule>
{
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html
    private const int MaxLength = 256;

    private protected RotationSchedule(string expression, TimeZoneInfo timeZone)
    {
        Expression = expression;
        TimeZone = timeZone;
    }

    /// <summary>The expression as it was given.</summary>
    public string Expression { get; }

    /// <summary>The time zone that hours and days are counted in.</summary>
    public TimeZoneInfo TimeZone { get; }

    /// <summary>How long a window stays open where nothing else is said; null for until the day ends.</summary>
    public abstract RotationWindow? DefaultWindow { get; }

    /// <summary>Reads an expression.</summary>
    /// <param name="expression">For example <c>rate(30 days)</c> or <c>cron(0 8 1 * ? *)</c>.</param>
    /// <param name="timeZone">The time zone that hours and days are counted in; null for UTC.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public static RotationSchedule Parse(string expression, TimeZoneInfo? timeZone = null)
    {
        var zone = timeZone ?? TimeZoneInfo.Utc;
        if (expression is null or { Length: > MaxLength })
        {
            throw ScheduleFailures.ExpressionLength(expression?.Length ?? 0, MaxLength);
        }

        if (Inside("rate(", expression) is { } rate)
        {
            return RateSchedule.Parse(expression, rate, zone);
        }

        return Inside("cron(", expression) is { } cron
            ? CronSchedule.Parse(expression, cron, zone)
            : throw ScheduleFailures.ExpressionUnknown(expression);
    }

    /// <summary>When the first window opens after a rotation. It depends on that rotation alone.</summary>
    /// <param name="lastRotated">Since when the account has had its password.</param>
    public DateTimeOffset NextAfter(DateTimeOffset lastRotated) => NextOpening(lastRotated, lastRotated);

    /// <inheritdoc/>
    public bool Equals(RotationSchedule? other) =>
        other is not null && Expression == other.Expression && TimeZone.Equals(other.TimeZone);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as RotationSchedule);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => HashCode.Combine(Expression, TimeZone);

    /// <inheritdoc/>
    public sealed override string ToString() => Expression;

    /// <summary>When the first window opens that opens after a rotation and after a moment.</summary>
    /// <param name="lastRotated">Since when the account has had its password.</param>
    /// <param name="after">The moment; a window that opens at it is not the one.</param>
    internal abstract DateTimeOffset NextOpening(DateTimeOffset lastRotated, DateTimeOffset after);

    /// <summary>
    /// When the latest window opened that opened after a rotation and on the day of a moment; null where none has. Windows
    /// of earlier days are closed, for each ends with its day.
    /// </summary>
    /// <param name="lastRotated">Since when the account has had its password.</param>
    /// <param name="now">The moment until which to look; a window that opens at it is the one.</param>
    internal DateTimeOffset? OpeningOfDay(DateTimeOffset lastRotated, DateTimeOffset now)
    {
        // Windows are four hours apart, so there are few in a day. Looking ahead from its beginning is as quick as looking
        // back, and Cronos 0.13 looks back wrongly where months are left out: it answers 30 November for January and December.
        DateTimeOffset? latest = null;
        var opening = NextOpening(lastRotated, CalendarDay.Start(CalendarDay.Of(now, TimeZone), TimeZone).AddTicks(-1));
        while (opening <= now)
        {
            latest = opening;
            opening = NextOpening(lastRotated, opening);
        }

        return latest;
    }

    /// <summary>Refuses a window that could reach into the next one or into the next day.</summary>
    /// <param name="window">The window.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    internal abstract void Check(RotationWindow window);

    private static string? Inside(string head, string expression) =>
        expression.StartsWith(head, StringComparison.Ordinal) && expression.EndsWith(')') ? expression[head.Length..^1] : null;
}
