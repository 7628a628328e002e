using System.Globalization;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Fleet;

/// <summary>A secret whose turn in a fleet's rotation has come.</summary>
/// <param name="Id">The id that was asked for, or the ARN of one that was found.</param>
/// <param name="Current">Its version with AWSCURRENT; null where it could not be read, or is to be read when its turn comes.</param>
public sealed record FleetMember(SecretId Id, SecretValue? Current)
{
    /// <summary>Its name; null where it could not be read.</summary>
    public string? Name { get; init; } = Current?.Version.Name;

    /// <summary>Its ARN; null where it could not be read.</summary>
    public string? Arn { get; init; } = Current?.Version.Arn;

    /// <summary>What it rotates and when; null where it was named and not found by a search.</summary>
    public SecretOverview? Overview { get; init; }

    /// <summary>Why it could not be read; null where it could.</summary>
    public RotationException? Failure { get; init; }

    /// <summary>Why it is left alone, as a whole sentence; null where it is to be rotated.</summary>
    public string? LeftBecause { get; init; }

    /// <summary>Whether it is left alone for no other reason than that its time has not come.</summary>
    public bool IsEarly { get; init; }

    /// <summary>Why it is rotated now, as a whole sentence; null where somebody named it.</summary>
    public string? DueBecause { get; init; }

    /// <summary>The same secret at another moment.</summary>
    /// <param name="now">The moment.</param>
    internal FleetMember At(DateTimeOffset now) => (this with { Overview = Overview?.At(now) }).Judged(now);

    /// <summary>
    /// The same secret with what its schedule says; one that has none was named, and stays as it is. What is unfinished is
    /// finished at any time. Of a single user also in a blackout, for AWSCURRENT may be refused until then; of alternating
    /// users AWSCURRENT is never touched, so they wait for its end.
    /// </summary>
    /// <param name="now">The moment for which the overview was made.</param>
    internal FleetMember Judged(DateTimeOffset now)
    {
        if (Overview is not { Terms: { } terms } overview)
        {
            return this;
        }

        var blackout = terms.BlackoutAt(now);
        if (overview.Unfinished is { } unfinished)
        {
            var waits = $"Version {unfinished} waits to be finished.";
            return blackout is not null && overview.Strategy is RotationStrategy.Alternating
                ? Left($"{waits} {NothingIn(blackout)}, and '{overview.UserName}' of AWSCURRENT logs in meanwhile.")
                : Due(waits);
        }

        if (overview.OpenWindow is { } window)
        {
            return Due($"Its window is open until {Moment(window.Closes)}.");
        }

        var isOverdue = overview.IsOverdue ? "It is overdue. " : string.Empty;
        var why = blackout is null ? "Its" : $"{NothingIn(blackout)}; after that its";
        return Left($"{isOverdue}{why} next window opens {Moment(overview.NextRotation!.Value)}.") with { IsEarly = blackout is null && !overview.IsOverdue };
    }

    /// <summary>The same secret without what takes memory; it has to be read again.</summary>
    internal FleetMember Forget() => this with { Current = null, Overview = null };

    private FleetMember Due(string why) => this with { DueBecause = why, LeftBecause = null };

    private FleetMember Left(string why) => this with { DueBecause = null, LeftBecause = why };

    private static string NothingIn(Blackout blackout) => $"Nothing is rotated from {blackout.Range.Replace("/", " to ", StringComparison.Ordinal)}";

    private static string Moment(DateTimeOffset moment) =>
        string.Create(CultureInfo.InvariantCulture, $"{moment.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
}
