using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Fleet;

/// <summary>A secret that a search has found.</summary>
/// <param name="Labels">Its labels and tags.</param>
/// <param name="Current">Its version with AWSCURRENT; null where it could not be read.</param>
/// <param name="Overview">What it rotates and when; null where that cannot be told.</param>
/// <param name="Failure">Why it cannot be told; null where it can.</param>
public sealed record FleetEntry(SecretDescription Labels, SecretValue? Current, SecretOverview? Overview, RotationException? Failure)
{
    /// <summary>
    /// Whether it is a secret of something else, an API key or a certificate perhaps, that nobody has given a schedule.
    /// </summary>
    public bool IsForeign => Failure is not null && !Labels.Tags.ContainsKey(RotationTerms.ScheduleTag);

    /// <summary>
    /// Says whether it is the secret's time. What is unfinished is finished at any time. Of a single user also in a blackout,
    /// for AWSCURRENT may be refused until then; of alternating users AWSCURRENT is never touched, so they wait for its end.
    /// </summary>
    /// <param name="now">The moment.</param>
    /// <param name="ignoresOtherWriter">Whether it is rotated though a rotation function rotates it too.</param>
    public FleetMember ToMember(DateTimeOffset now, bool ignoresOtherWriter = false)
    {
        var member = new FleetMember(new SecretId(Labels.Arn), Current) { Name = Labels.Name, Arn = Labels.Arn, Overview = Overview };
        if (Overview is not { Terms: { } terms } overview)
        {
            return member with { Current = null, Failure = Failure ?? ScheduleFailures.ScheduleMissing() };
        }

        if (WhoRotatesIt(ignoresOtherWriter) is { } other)
        {
            // Its windows mean nothing here, so no next one is told.
            return member with { LeftBecause = other, Overview = overview with { NextRotation = null } };
        }

        var blackout = terms.BlackoutAt(now);
        if (overview.Unfinished is { } unfinished)
        {
            if (blackout is not null && overview.Strategy is RotationStrategy.Alternating)
            {
                return member with
                {
                    LeftBecause = $"Version {unfinished} waits to be finished. {NothingIn(blackout)}, and '{overview.UserName}' of AWSCURRENT logs in meanwhile.",
                };
            }

            return member with { DueBecause = $"Version {unfinished} waits to be finished." };
        }

        if (overview.OpenWindow is { } window)
        {
            return member with { DueBecause = $"Its window is open until {Moment(window.Closes)}." };
        }

        var isOverdue = overview.IsOverdue ? "It is overdue. " : string.Empty;
        var why = blackout is null ? "Its" : $"{NothingIn(blackout)}; after that its";
        return member with { LeftBecause = $"{isOverdue}{why} next window opens {Moment(overview.NextRotation!.Value)}." };
    }

    /// <returns>Who else rotates it, as a whole sentence; null where it is ours.</returns>
    private string? WhoRotatesIt(bool ignoresOtherWriter) =>
        Labels.ReplicaOf is { } region ? $"It is a replica, and is rotated in {region}."
        : Labels.OwningService is { } service ? $"It belongs to the service '{service}', which rotates it itself."
        : Labels.RotationEnabled && !ignoresOtherWriter ? "A rotation function rotates it, for its automatic rotation is enabled in Secrets Manager."
        : null;

    private static string NothingIn(Blackout blackout) => $"Nothing is rotated from {blackout.Range.Replace("/", " to ", StringComparison.Ordinal)}";

    private static string Moment(DateTimeOffset moment) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{moment.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
}
