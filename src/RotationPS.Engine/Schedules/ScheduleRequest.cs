using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Schedules;

/// <summary>
/// What somebody wants a secret's terms to be. What is null stays as it is; what is empty goes, and with the schedule all
/// that belongs to it.
/// </summary>
public sealed record ScheduleRequest
{
    private static readonly string[] _tags = [RotationTerms.ScheduleTag, RotationTerms.WindowTag, RotationTerms.TimeZoneTag, RotationTerms.NotBetweenTag];

    /// <summary>The schedule: see <see cref="RotationSchedule.Parse"/>.</summary>
    public string? Schedule { get; init; }

    /// <summary>The window: see <see cref="RotationWindow.Parse"/>.</summary>
    public string? Window { get; init; }

    /// <summary>The id of the time zone.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The blackouts: see <see cref="Blackout.Parse"/>.</summary>
    public IReadOnlyList<string>? NotBetween { get; init; }

    /// <summary>Whether nothing was said.</summary>
    public bool IsEmpty => this == new ScheduleRequest();

    /// <summary>
    /// Whether all that there is of a schedule is to go, and nothing else was said. It takes no more than the tags, whatever
    /// the secret's value is.
    /// </summary>
    public bool TakesAllAway => Schedule is "" && NeedsNoSchedule;

    /// <summary>Whether nothing was said that only a secret with a schedule can have.</summary>
    private bool NeedsNoSchedule => string.IsNullOrEmpty(Window) && string.IsNullOrEmpty(TimeZone) && NotBetween is null or [];

    /// <summary>The tags to set on a secret, and the keys of those to take off, so that its terms are as asked for.</summary>
    /// <param name="present">All tags that the secret has.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>: what was asked for is no schedule, or
    /// does not go with the rest, or a tag that stays is damaged.</exception>
    public (IReadOnlyDictionary<string, string> Set, IReadOnlyList<string> Removed) Over(IReadOnlyDictionary<string, string> present)
    {
        var wanted = Wanted(present);
        return (
            wanted.Where(tag => present.GetValueOrDefault(tag.Key) != tag.Value).ToDictionary(tag => tag.Key, tag => tag.Value),
            [.. _tags.Where(key => present.ContainsKey(key) && !wanted.ContainsKey(key))]);
    }

    private IReadOnlyDictionary<string, string> Wanted(IReadOnlyDictionary<string, string> present)
    {
        var tags = present.Where(tag => tag.Value.Length > 0).ToDictionary();
        if (!string.IsNullOrEmpty(Schedule ?? tags.GetValueOrDefault(RotationTerms.ScheduleTag)))
        {
            return TermsOver(tags).ToTags();
        }

        return NeedsNoSchedule
            ? new Dictionary<string, string>()
            : throw ScheduleFailures.ScheduleMissing();
    }

    /// <summary>What stays is read as the tag it is, so that nobody is told of his own words what an old tag says.</summary>
    private RotationTerms TermsOver(IReadOnlyDictionary<string, string> tags)
    {
        var zone = Choose(TimeZone, () => RotationTerms.TimeZoneIn(tags), ScheduleTimeZone.Find) ?? TimeZoneInfo.Utc;
        var schedule = Choose(Schedule, () => RotationTerms.ScheduleIn(tags, zone), asked => RotationSchedule.Parse(asked, zone))!;
        var window = Choose(Window, () => RotationTerms.WindowIn(tags, schedule), RotationWindow.Parse);
        var blackouts = NotBetween?.Select(range => Blackout.Parse(range, zone)).ToList();
        return new RotationTerms(schedule, window, blackouts ?? RotationTerms.BlackoutsIn(tags, zone));
    }

    private static T? Choose<T>(string? asked, Func<T?> present, Func<string, T> read)
        where T : class => asked switch
        {
            null => present(),
            "" => null,
            _ => read(asked),
        };
}
