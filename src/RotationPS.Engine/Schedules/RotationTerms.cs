using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Schedules;

/// <summary>
/// When one secret is to be rotated, and when not: its schedule, window, time zone and blackouts, which its tags keep.
/// Every question takes the moment from the caller, and the creation date of the version with AWSCURRENT, which is the age
/// of the credential; the secret's own dates move for other reasons too.
/// </summary>
public sealed class RotationTerms
{
    /// <summary>The key of the tag with the schedule, spelled as tags allow: see <see cref="ToTags"/>.</summary>
    public const string ScheduleTag = "RotationPS:Schedule";

    /// <summary>The key of the tag with the window's length, for example <c>4h</c>.</summary>
    public const string WindowTag = "RotationPS:Window";

    /// <summary>The key of the tag with the id of the time zone.</summary>
    public const string TimeZoneTag = "RotationPS:TimeZone";

    /// <summary>The key of the tag with the blackouts, a space between any two.</summary>
    public const string NotBetweenTag = "RotationPS:NotBetween";

    /// <summary>Puts terms together, and checks that they go together and fit into tags.</summary>
    internal RotationTerms(RotationSchedule schedule, RotationWindow? window, IReadOnlyList<Blackout> blackouts)
    {
        Schedule = schedule;
        Window = window;
        Blackouts = blackouts;
        if (window is not null)
        {
            schedule.Check(window);
        }

        foreach (var (key, value) in ToTags())
        {
            if (value.Length > SecretRules.MaxTagValueLength)
            {
                throw ScheduleFailures.TagTooLong(key, value.Length);
            }
        }
    }

    /// <summary>When windows open.</summary>
    public RotationSchedule Schedule { get; }

    /// <summary>How long they stay open; null for what is usual with the schedule.</summary>
    public RotationWindow? Window { get; }

    /// <summary>The time zone that hours, days and blackouts are counted in.</summary>
    public TimeZoneInfo TimeZone => Schedule.TimeZone;

    /// <summary>The times in which nothing is rotated.</summary>
    public IReadOnlyList<Blackout> Blackouts { get; }

    /// <summary>Reads terms, and checks that they go together and fit into tags.</summary>
    /// <param name="schedule">An expression of Secrets Manager: see <see cref="RotationSchedule.Parse"/>.</param>
    /// <param name="window">A duration, for example <c>4h</c>; null for what is usual with the schedule.</param>
    /// <param name="timeZone">An IANA or Windows id; null for UTC.</param>
    /// <param name="notBetween">Ranges: see <see cref="Blackout.Parse"/>.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public static RotationTerms Parse(string schedule, string? window = null, string? timeZone = null, IReadOnlyList<string>? notBetween = null)
    {
        var zone = timeZone is null ? TimeZoneInfo.Utc : ScheduleTimeZone.Find(timeZone);
        return new RotationTerms(
            RotationSchedule.Parse(schedule, zone),
            window is null ? null : RotationWindow.Parse(window),
            [.. (notBetween ?? []).Select(range => Blackout.Parse(range, zone))]);
    }

    /// <summary>Reads the terms that a secret's tags keep.</summary>
    /// <param name="tags">All tags of the secret.</param>
    /// <returns>The terms; null where the secret has no schedule.</returns>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>: the message names the tag.</exception>
    public static RotationTerms? FromTags(IReadOnlyDictionary<string, string> tags)
    {
        if (!tags.ContainsKey(ScheduleTag))
        {
            return null;
        }

        var zone = TimeZoneIn(tags) ?? TimeZoneInfo.Utc;
        var schedule = ScheduleIn(tags, zone)!;
        return new RotationTerms(schedule, WindowIn(tags, schedule), BlackoutsIn(tags, zone));
    }

    /// <summary>Reads the tag with the time zone; null where there is none.</summary>
    /// <exception cref="RotationException">As for <see cref="FromTags"/>.</exception>
    internal static TimeZoneInfo? TimeZoneIn(IReadOnlyDictionary<string, string> tags) => ReadTag(tags, TimeZoneTag, ScheduleTimeZone.Find);

    /// <summary>Reads the tag with the schedule; null where there is none.</summary>
    /// <exception cref="RotationException">As for <see cref="FromTags"/>.</exception>
    internal static RotationSchedule? ScheduleIn(IReadOnlyDictionary<string, string> tags, TimeZoneInfo zone) =>
        ReadTag(tags, ScheduleTag, value => RotationSchedule.Parse(TagSpelling.Read(value), zone));

    /// <summary>Reads the tag with the window; null where there is none.</summary>
    /// <exception cref="RotationException">As for <see cref="FromTags"/>, also where it does not go with that schedule.</exception>
    internal static RotationWindow? WindowIn(IReadOnlyDictionary<string, string> tags, RotationSchedule schedule) => ReadTag(tags, WindowTag, value =>
    {
        var read = RotationWindow.Parse(value);
        schedule.Check(read);
        return read;
    });

    /// <summary>Reads the tag with the blackouts.</summary>
    /// <exception cref="RotationException">As for <see cref="FromTags"/>.</exception>
    internal static IReadOnlyList<Blackout> BlackoutsIn(IReadOnlyDictionary<string, string> tags, TimeZoneInfo zone) => ReadTag(tags, NotBetweenTag, value =>
        value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(range => Blackout.Parse(range, zone)).ToList()) ?? [];

    /// <summary>
    /// The tags that keep these terms. A tag's value may have none of <c>( ) * ? , #</c>, so <c>rate(30 days)</c> becomes
    /// <c>rate 30 days</c>, and <c>cron(0 16 1,15 * ? *)</c> becomes <c>cron 0 16 1+15 all none all</c>; <c>#</c> is
    /// written <c>:</c>. What is as usual has no tag.
    /// </summary>
    public IReadOnlyDictionary<string, string> ToTags()
    {
        var tags = new Dictionary<string, string> { [ScheduleTag] = TagSpelling.Of(Schedule.Expression) };
        if (Window is not null)
        {
            tags[WindowTag] = Window.Duration;
        }

        if (!TimeZone.Equals(TimeZoneInfo.Utc))
        {
            tags[TimeZoneTag] = TimeZone.Id;
        }

        if (Blackouts.Count > 0)
        {
            tags[NotBetweenTag] = string.Join(' ', Blackouts);
        }

        return tags;
    }

    /// <summary>The first window that opens after a rotation, whether or not a blackout covers it.</summary>
    /// <param name="lastRotated">Since when the account has had its password.</param>
    public ScheduledWindow NextAfter(DateTimeOffset lastRotated) => Opened(lastRotated, Schedule.NextAfter(lastRotated));

    /// <summary>The window that is open at a moment and opened after a rotation; null where none is.</summary>
    /// <param name="lastRotated">Since when the account has had its password.</param>
    /// <param name="now">The moment.</param>
    public ScheduledWindow? WindowAt(DateTimeOffset lastRotated, DateTimeOffset now) =>
        Schedule.OpeningOfDay(lastRotated, now) is { } opening && Opened(lastRotated, opening) is var window && window.Contains(now)
            ? window
            : null;

    /// <summary>The blackout that a moment is in; null where it is in none.</summary>
    /// <param name="now">The moment.</param>
    public Blackout? BlackoutAt(DateTimeOffset now) => Blackouts.FirstOrDefault(blackout => blackout.Contains(now));

    /// <summary>Whether it is time to rotate: a window that opened after the last rotation is open, and no blackout forbids it.</summary>
    /// <param name="lastRotated">Since when the account has had its password.</param>
    /// <param name="now">The moment.</param>
    public bool IsDue(DateTimeOffset lastRotated, DateTimeOffset now) =>
        WindowAt(lastRotated, now) is not null && BlackoutAt(now) is null;

    /// <summary>
    /// Whether a window that opened after the last rotation has closed unused. A blackout is no excuse: the credential is
    /// older than it was meant to be, and the end of the blackout is the time to catch up.
    /// </summary>
    /// <param name="lastRotated">Since when the account has had its password.</param>
    /// <param name="now">The moment.</param>
    public bool IsOverdue(DateTimeOffset lastRotated, DateTimeOffset now) => NextAfter(lastRotated).Closes <= now;

    /// <summary>The first moment, from one on, at which it is time to rotate.</summary>
    /// <param name="lastRotated">Since when the account has had its password.</param>
    /// <param name="now">The moment from which to look.</param>
    public DateTimeOffset NextDue(DateTimeOffset lastRotated, DateTimeOffset now)
    {
        // Each turn leaves a blackout behind for good, so there is one turn more than there are blackouts at most.
        var moment = now;
        while (true)
        {
            if (WindowAt(lastRotated, moment) is null)
            {
                moment = Schedule.NextOpening(lastRotated, moment);
            }

            if (BlackoutAt(moment) is not { } blackout)
            {
                return moment;
            }

            moment = blackout.Ends;
        }
    }

    private ScheduledWindow Opened(DateTimeOffset lastRotated, DateTimeOffset opening)
    {
        // The checks keep a window within its day and off the next one on days of 24 hours; where a clock goes forward, or
        // hours were counted from a late rotation, there may be less room.
        var closing = CalendarDay.End(opening, TimeZone);
        if ((Window ?? Schedule.DefaultWindow) is { } length && opening.AddHours(length.Hours) is var end && end < closing)
        {
            closing = end;
        }

        var next = Schedule.NextOpening(lastRotated, opening);
        return new ScheduledWindow(opening, next < closing ? next : closing);
    }

    private static T? ReadTag<T>(IReadOnlyDictionary<string, string> tags, string key, Func<string, T> read)
        where T : class
    {
        if (!tags.TryGetValue(key, out var value))
        {
            return null;
        }

        try
        {
            return read(value);
        }
        catch (RotationException damage)
        {
            throw ScheduleFailures.TagDamaged(key, value, damage);
        }
    }
}
