using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Steps;

/// <summary>finishSecret: moves AWSCURRENT from where this run read it, and from nowhere else.</summary>
/// <param name="turn">What the steps share.</param>
/// <param name="pending">The version that becomes AWSCURRENT.</param>
/// <param name="takenFromCurrent">Whether AWSCURRENT no longer logs in since this run has set the new password.</param>
internal sealed class FinishSecretStep(RotationTurn turn, PendingVersion pending, bool takenFromCurrent)
{
    private readonly RotationContext _context = turn.Context;

    /// <returns>Whether the version is AWSCURRENT; false where somebody else has rotated meanwhile.</returns>
    public async Task<bool> RunAsync()
    {
        if (!await MoveCurrentAsync().ConfigureAwait(false))
        {
            return false;
        }

        // Whoever finishes a version for the service leaves AWSPENDING where a rotation function would: taken off by another
        // call it can tell the service that its rotation did not succeed. A version of our own it has never heard of.
        if (turn.Goal.TakesPendingOff && !pending.IsAwaited)
        {
            await TakePendingOffAsync().ConfigureAwait(false);
        }

        return true;
    }

    private async Task<bool> MoveCurrentAsync()
    {
        try
        {
            await turn
                .InsistAsync(
                    RotationStep.FinishSecret,
                    _context.Options.FinishTimeout,
                    MayComeBack,
                    "The store may come back",
                    () => _context.Store.MoveLabelAsync(
                        _context.Current.Secret, StageLabel.Current, _context.Current.Id, pending.Id, CancellationToken.None))
                .ConfigureAwait(false);
            return true;
        }
        catch (RotationException error) when (error.Kind is FailureKind.InvalidParameter)
        {
            var labels = await _context.DescribeSettledAsync(CancellationToken.None).ConfigureAwait(false);
            if (!_context.IsOvertaken(labels))
            {
                throw;
            }

            return labels.Holder(StageLabel.Current) == pending.Id;
        }
        catch (RotationException refusal) when (takenFromCurrent && !MayComeBack(refusal.Kind))
        {
            // An earlier try may have come through, though its answer was lost.
            var labels = await _context.DescribeSettledAsync(CancellationToken.None).ConfigureAwait(false);
            if (_context.IsOvertaken(labels))
            {
                return labels.Holder(StageLabel.Current) == pending.Id;
            }

            await GiveBackAsync().ConfigureAwait(false);
            throw RotationFailures.NotFinished(refusal);
        }
        catch (RotationException away) when (takenFromCurrent && !_context.Current.Document.DualPassword)
        {
            throw RotationFailures.CurrentLeftBehind(pending.Document.UserName, pending.Id, away);
        }
    }

    /// <summary>
    /// The store has refused for good, so AWSCURRENT stays where it is and has to log in: an application must not pay for
    /// a missing permission. The pending version stays for whoever may finish it.
    /// </summary>
    private Task GiveBackAsync()
    {
        turn.Log.Detail(RotationStep.FinishSecret, "The store refuses to move AWSCURRENT; its account gets its former password back.");
        return turn.BoundedAsync(RotationStep.FinishSecret, limit => turn.Strategy.GiveBackAsync(turn.Session, limit));
    }

    /// <summary>Whether the store may have done what was asked, or will: then nobody can tell yet which password is due.</summary>
    private static bool MayComeBack(FailureKind kind) => kind is FailureKind.Unreachable or FailureKind.TimedOut
        or FailureKind.Busy or FailureKind.Throttled or FailureKind.InternalServiceError or FailureKind.AnswerNotUnderstood;

    private async Task TakePendingOffAsync()
    {
        try
        {
            await _context.Store
                .MoveLabelAsync(_context.Current.Secret, StageLabel.Pending, pending.Id, null, CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (RotationException error) when (error.Kind is FailureKind.InvalidParameter)
        {
            turn.Log.Detail(RotationStep.FinishSecret, "Whoever helped has taken AWSPENDING off already.");
        }
        catch (RotationException error)
        {
            // The rotation has come about. AWSPENDING beside AWSCURRENT means that none is running, and the next one moves it.
            turn.Log.Detail(RotationStep.FinishSecret, $"AWSPENDING stays on the version beside AWSCURRENT. {error.Message}");
        }
    }
}
