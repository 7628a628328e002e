using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Rotation.Goals;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Recovery;

/// <summary>
/// Goes back to AWSPREVIOUS by going forward: a rotation whose new version says what AWSPREVIOUS says.
/// </summary>
/// <param name="environment">What it works with.</param>
public sealed class RotationUndoer(RotationEnvironment environment)
{
    /// <summary>Tells what an undo would do now. It reads secrets, logs in nowhere and changes nothing.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="options">What the caller decides.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RotationException">There is nothing to go back to.</exception>
    public async Task<UndoPlan> PlanAsync(SecretId secret, RotationOptions options, CancellationToken cancellationToken)
    {
        var (context, former) = await ReadAsync(secret, options, cancellationToken).ConfigureAwait(false);
        context.RefuseUnlessOurs(await context.DescribeAsync(cancellationToken).ConfigureAwait(false));
        return new UndoPlan
        {
            Name = context.Current.Version.Name,
            CurrentUser = context.Current.Document.UserName,
            FormerUser = former.Document.UserName,
            CurrentVersionId = context.Current.Id,
            FormerVersionId = former.Id,
            NextVersionId = DerivedVersionId.Next(context.Current.Version.Arn, context.Current.Id, attempt: 0),
            SetsPassword = former.Document.UserName == context.Current.Document.UserName && !former.Document.HasCredentialsOf(context.Current.Document),
            UndoneChange = UndoneChange.Of(former.Document, context.Current.Document),
        };
    }

    /// <summary>
    /// Makes the credentials of AWSPREVIOUS current again, in a new version. With alternating users they are proven to log
    /// in still, and no password is set; a single user sets its former password again. The rights of the account are as its
    /// last turn left them. After a change of strategy it is that change which is taken back, and no password changes.
    /// </summary>
    /// <param name="secret">The secret.</param>
    /// <param name="options">What the caller decides.</param>
    /// <param name="report">Hears what happens, on the thread that does it.</param>
    /// <param name="cancellationToken">Stops it between steps; once the server is given the password the run goes on to its end.</param>
    /// <returns>What became of it; a failure is told there and not thrown. <see cref="FailureKind.PreviousUnusable"/> where
    /// the previous credentials can no longer be had, <see cref="FailureKind.RotationUnfinished"/> where a version is
    /// pending, <see cref="FailureKind.CurrentMoved"/> where somebody else has rotated meanwhile.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<RotationOutcome> UndoAsync(SecretId secret, RotationOptions options, Action<RotationEvent> report, CancellationToken cancellationToken)
    {
        SecretSnapshot former;
        RotationContext context;
        try
        {
            (context, former) = await ReadAsync(secret, options, cancellationToken).ConfigureAwait(false);
        }
        catch (RotationException failure)
        {
            return new RotationOutcome { SecretId = secret, Failure = failure };
        }

        var goal = new FormerDocument(former, context.Current.Id);
        var run = await new RotationRun(environment, secret, options, goal, report).RunAsync(cancellationToken).ConfigureAwait(false);
        var outcome = run with { UndoneChange = UndoneChange.Of(former.Document, context.Current.Document) };
        return outcome.Failure is { Kind: FailureKind.PolicyRejected } rejected
            ? outcome with { Failure = RecoveryFailures.PreviousRejected(former, rejected) }
            : outcome;
    }

    private async Task<(RotationContext Context, SecretSnapshot Former)> ReadAsync(SecretId secret, RotationOptions options, CancellationToken cancellationToken)
    {
        var current = await SecretSnapshot.ReadAsync(environment.Store, secret, VersionReference.Current, cancellationToken).ConfigureAwait(false);
        var context = new RotationContext(environment, options, current);
        var former = await ReadFormerAsync(current, cancellationToken).ConfigureAwait(false);
        if (former.Id == current.Id)
        {
            throw RecoveryFailures.CurrentMoved(current.Id, former.Id);
        }

        return context.IsOfPair(former.Document) ? (context, former) : throw RecoveryFailures.PreviousElsewhere(former);
    }

    private async Task<SecretSnapshot> ReadFormerAsync(SecretSnapshot current, CancellationToken cancellationToken)
    {
        try
        {
            return await SecretSnapshot
                .ReadAsync(environment.Store, current.Secret, VersionReference.Of(StageLabel.Previous), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (RotationException missing) when (missing.Kind is FailureKind.ResourceNotFound)
        {
            throw RecoveryFailures.NoPrevious(current.Version.Name, missing);
        }
    }
}
