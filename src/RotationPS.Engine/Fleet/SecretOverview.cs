using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Fleet;

/// <summary>What a secret rotates, how and when, at a glance and without its password.</summary>
public sealed record SecretOverview
{
    /// <summary>The secret's name.</summary>
    public required string Name { get; init; }

    /// <summary>The secret's ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>How it rotates.</summary>
    public required RotationStrategy Strategy { get; init; }

    /// <summary>The engine name.</summary>
    public required string Engine { get; init; }

    /// <summary>The server.</summary>
    public required string Host { get; init; }

    /// <summary>The account of AWSCURRENT.</summary>
    public required AccountName UserName { get; init; }

    /// <summary>The account whose turn is next, where two alternate; else null.</summary>
    public required AccountName? NextUserName { get; init; }

    /// <summary>The clone, where two accounts alternate; else null.</summary>
    public required AccountName? CloneUserName { get; init; }

    /// <summary>Since when the account of AWSCURRENT has had its password.</summary>
    public required DateTimeOffset LastRotated { get; init; }

    /// <summary>The version that a rotation has begun and not finished; null for none.</summary>
    public required VersionId? Unfinished { get; init; }

    /// <summary>When it is to be rotated; null where it has no schedule, or one that cannot be read.</summary>
    public required RotationTerms? Terms { get; init; }

    /// <summary>Why its schedule cannot be read; null where it can, or where there is none.</summary>
    public RotationException? Damage { get; init; }

    /// <summary>The first moment at which it is time to rotate it, the present one included; null without a schedule.</summary>
    public DateTimeOffset? NextRotation { get; init; }

    /// <summary>
    /// Where it stands. What is unfinished goes before what is overdue, and that before what is due. Null where nobody can
    /// tell, for its schedule cannot be read.
    /// </summary>
    public RotatedSecretState? State { get; init; }

    /// <summary>The window that is open now; null where none is, or a blackout forbids it.</summary>
    public ScheduledWindow? OpenWindow { get; init; }

    /// <summary>Whether it is time to rotate it.</summary>
    public bool IsDue => OpenWindow is not null;

    /// <summary>Whether a window has closed without a rotation.</summary>
    public bool IsOverdue { get; init; }

    /// <summary>The same of a secret that somebody else rotates: its windows mean nothing here, and it can miss none.</summary>
    public SecretOverview WithoutTime() => this with
    {
        NextRotation = null,
        OpenWindow = null,
        IsOverdue = false,
        State = Unfinished is not null ? RotatedSecretState.Unfinished : Damage is null ? RotatedSecretState.Ready : null,
    };

    /// <summary>Reads it, as a search would tell it: one that somebody else rotates has no time.</summary>
    /// <param name="environment">The store and the clock.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RotationException">As for <see cref="FleetEntry.ReadAsync"/>, or a tag of its schedule is damaged.</exception>
    public static async Task<SecretOverview> ReadAsync(RotationEnvironment environment, SecretId secret, CancellationToken cancellationToken)
    {
        var entry = await FleetEntry.ReadAsync(environment, secret, cancellationToken).ConfigureAwait(false);
        return entry.Failure is { } damage ? throw damage : entry.Told!;
    }

    /// <summary>Puts it together.</summary>
    /// <param name="current">The version with AWSCURRENT.</param>
    /// <param name="labels">The secret's labels and tags.</param>
    /// <param name="now">The moment.</param>
    /// <exception cref="RotationException">The secret is not that of an account.</exception>
    public static SecretOverview Of(SecretValue current, SecretDescription labels, DateTimeOffset now)
    {
        var document = SecretDocument.Parse(current.Text);
        var strategy = RotationContext.StrategyOf(document);
        var accounts = strategy is RotationStrategy.Alternating ? document.Accounts : null;
        var (terms, damage) = TermsOf(labels);
        return new SecretOverview
        {
            Name = current.Version.Name,
            Arn = current.Version.Arn,
            Strategy = strategy,
            Engine = document.Engine!,
            Host = document.Host!,
            UserName = document.UserName,
            NextUserName = accounts?.TwinOf(document.UserName),
            CloneUserName = accounts?.CloneUser,
            LastRotated = document.PasswordDate(current.Version),
            Unfinished = RotationContext.Unfinished(labels),
            Terms = terms,
            Damage = damage,
        }.At(now);
    }

    /// <summary>The same secret at another moment, as far as its schedule tells.</summary>
    /// <param name="now">The moment.</param>
    internal SecretOverview At(DateTimeOffset now)
    {
        var open = Terms?.BlackoutAt(now) is null ? Terms?.WindowAt(LastRotated, now) : null;
        var isOverdue = Terms?.IsOverdue(LastRotated, now) ?? false;
        return this with
        {
            NextRotation = Terms?.NextDue(LastRotated, now),
            State = Unfinished is not null ? RotatedSecretState.Unfinished
                : isOverdue ? RotatedSecretState.Overdue
                : open is not null ? RotatedSecretState.Due
                : Damage is not null ? null
                : RotatedSecretState.Ready,
            OpenWindow = open,
            IsOverdue = isOverdue,
        };
    }

    private static (RotationTerms? Terms, RotationException? Damage) TermsOf(SecretDescription labels)
    {
        try
        {
            return (RotationTerms.FromTags(labels.Tags), null);
        }
        catch (RotationException damage)
        {
            return (null, damage);
        }
    }
}
