using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Rotation.Goals;
using RotationPS.Engine.Rotation.Steps;
using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Recovery;

/// <summary>All that a secret's labels hold, as read at one moment.</summary>
/// <param name="Context">AWSCURRENT and its server.</param>
/// <param name="Labels">The labels.</param>
/// <param name="PendingId">The version of an unfinished rotation; null where none is running.</param>
/// <param name="Pending">What that version says; null where there is none, or it cannot be read.</param>
/// <param name="PendingProblem">Why that version cannot be finished as it is; null where it can. A missing value is one kind: it can be filled.</param>
/// <param name="Previous">AWSPREVIOUS; null where there is none that can be read.</param>
internal sealed record SecretState(
    RotationContext Context,
    SecretDescription Labels,
    VersionId? PendingId,
    SecretSnapshot? Pending,
    RotationException? PendingProblem,
    SecretSnapshot? Previous)
{
    /// <summary>Whether the pending version can be finished: it is for the account whose turn it is, or has no value yet.</summary>
    public bool CanResume => PendingId is not null && PendingProblem is null or { Kind: FailureKind.ResourceNotFound };

    /// <summary>The superuser of two accounts that alternate; null for a single user.</summary>
    public Superuser? Superuser => Context.Current.Document.SuperuserSecretId is { } id ? SuperuserOf(id) : null;

    public static async Task<SecretState> ReadAsync(RotationEnvironment environment, SecretId secret, RotationOptions options, CancellationToken cancellationToken)
    {
        var current = await SecretSnapshot.ReadAsync(environment.Store, secret, VersionReference.Current, cancellationToken).ConfigureAwait(false);
        var context = new RotationContext(environment, options, current);
        var labels = await context.DescribeAsync(cancellationToken).ConfigureAwait(false);
        var pendingId = RotationContext.Unfinished(labels);
        var (pending, problem) = pendingId is null ? default : await ReadPendingAsync(context, pendingId, cancellationToken).ConfigureAwait(false);
        var previous = labels.Holder(StageLabel.Previous) is { } previousId
            ? await ReadAsync(context, previousId, cancellationToken).ConfigureAwait(false)
            : default;
        return new SecretState(context, labels, pendingId, pending, problem, previous.Version);
    }

    /// <summary>How the credentials of a version log in.</summary>
    public Login LoginOf(SecretSnapshot version) => version.Document.LoginFor(Context.Target);

    /// <summary>The superuser whose credentials are in a secret.</summary>
    public Superuser SuperuserOf(SecretId secret) =>
        new(Context.Environment, secret, Context.Target, Context.Current.Document.SuperuserServerFor(Context.Target), Context.Accounts);

    private static async Task<(SecretSnapshot? Version, RotationException? Problem)> ReadPendingAsync(RotationContext context, VersionId id, CancellationToken cancellationToken)
    {
        var (pending, problem) = await ReadAsync(context, id, cancellationToken).ConfigureAwait(false);
        if (pending is null)
        {
            return (null, problem);
        }

        try
        {
            PendingVersion.RefuseForeign(context, pending, new NewPassword().StrategyFor(context).NextUser);
            return (pending, null);
        }
        catch (RotationException foreign)
        {
            return (pending, foreign);
        }
    }

    /// <summary>A version that cannot be read is a finding here, except where the store itself does not answer.</summary>
    private static async Task<(SecretSnapshot? Version, RotationException? Problem)> ReadAsync(RotationContext context, VersionId id, CancellationToken cancellationToken)
    {
        try
        {
            return (await context.ReadAsync(id, cancellationToken).ConfigureAwait(false), null);
        }
        catch (RotationException unreadable) when (IsOfVersion(unreadable.Kind))
        {
            return (null, unreadable);
        }
    }

    private static bool IsOfVersion(FailureKind kind) => kind is FailureKind.ResourceNotFound or FailureKind.DecryptionFailure
        or FailureKind.SecretBinary or FailureKind.SecretNotJson or FailureKind.SecretKeyMissing or FailureKind.SecretKeyWrongCase
        or FailureKind.SecretKeyInvalid or FailureKind.PortOutOfRange;
}
