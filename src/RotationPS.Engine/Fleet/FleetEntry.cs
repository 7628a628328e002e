using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Fleet;

/// <summary>A secret that a search has found.</summary>
/// <param name="Labels">Its labels and tags.</param>
/// <param name="Current">Its version with AWSCURRENT; null where it could not be read.</param>
/// <param name="Overview">What it rotates and when; null where that cannot be told.</param>
/// <param name="Failure">Why it cannot be told, or only without its schedule; null where it can.</param>
public sealed record FleetEntry(SecretDescription Labels, SecretValue? Current, SecretOverview? Overview, RotationException? Failure)
{
    /// <summary>
    /// Whether it is a secret of something else, an API key or a certificate perhaps, that nobody has given a schedule. An
    /// error that nobody has foreseen is told of whatever it is.
    /// </summary>
    public bool IsForeign => Failure is { Kind: not FailureKind.Unexpected } && !Labels.Tags.ContainsKey(RotationTerms.ScheduleTag);

    /// <summary>Whether it is left to somebody else: a replica's primary, the service that owns it, a rotation function.</summary>
    public bool IsRotatedElsewhere => RotatedBy is not null;

    /// <summary>Who else rotates it, as a whole sentence; null where it is ours.</summary>
    public string? RotatedBy => WhoRotatesIt(ignoresOtherWriter: false);

    /// <summary>What it rotates and when, as it is told to somebody: what is left to somebody else is neither due nor overdue here.</summary>
    public SecretOverview? Told => IsRotatedElsewhere ? Overview?.WithoutTime() : Overview;

    /// <summary>Reads one that is named.</summary>
    /// <param name="environment">The store and the clock.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RotationException">The secret cannot be read, or is not that of an account.</exception>
    public static async Task<FleetEntry> ReadAsync(RotationEnvironment environment, SecretId secret, CancellationToken cancellationToken)
    {
        var current = await environment.Store.GetValueAsync(secret, VersionReference.Current, cancellationToken).ConfigureAwait(false);
        var labels = await environment.Store.DescribeAsync(new SecretId(current.Version.Arn), cancellationToken).ConfigureAwait(false);
        var overview = SecretOverview.Of(current, labels, environment.Clock.GetUtcNow());
        return new FleetEntry(labels, current, overview, overview.Damage);
    }

    /// <summary>Says whether it is ours to rotate, and whether it is its time.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="ignoresOtherWriter">Whether it is rotated though a rotation function rotates it too.</param>
    public FleetMember ToMember(DateTimeOffset now, bool ignoresOtherWriter = false)
    {
        var member = new FleetMember(new SecretId(Labels.Arn), Current) { Name = Labels.Name, Arn = Labels.Arn, Overview = Overview };
        if (Overview is not { Terms: not null } overview)
        {
            return member with { Current = null, Failure = Failure ?? ScheduleFailures.ScheduleMissing() };
        }

        return WhoRotatesIt(ignoresOtherWriter) is { } other
            ? member with { LeftBecause = other, Overview = overview.WithoutTime() }
            : member.Judged(now);
    }

    private string? WhoRotatesIt(bool ignoresOtherWriter) =>
        Labels.ReplicaOf is { } region ? $"It is a replica, and is rotated in {region}."
        : Labels.OwningService is { } service ? $"It belongs to the service '{service}', which rotates it itself."
        : Labels.RotationEnabled && !ignoresOtherWriter ? "A rotation function rotates it, for its automatic rotation is enabled in Secrets Manager."
        : null;
}
