using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Steps;

/// <summary>setSecret: gives the server the pending password.</summary>
internal sealed class SetSecretStep(RotationTurn turn, PendingVersion pending)
{
    /// <returns>
    /// Whether AWSCURRENT logged in until now, and no longer does; null where somebody else has rotated meanwhile, so that
    /// nothing was set.
    /// </returns>
    public async Task<bool?> RunAsync()
    {
        var takesFromCurrent = await turn.Strategy.TakesFromCurrentAsync(turn.Session, pending).ConfigureAwait(false);
        if (!turn.Session.LocksAccounts && !await IsStillDueAsync().ConfigureAwait(false))
        {
            return null;
        }

        await SetAsync().ConfigureAwait(false);
        return takesFromCurrent;
    }

    /// <summary>
    /// Without a lock others may have rotated since this run looked at the labels, and its password would be an old one.
    /// Labels that do not say what they should may be a moment old, so the store gets the time to show every write.
    /// </summary>
    /// <returns>Whether AWSCURRENT is where it was.</returns>
    private async Task<bool> IsStillDueAsync()
    {
        var labels = await turn.Context.DescribeAsync(CancellationToken.None).ConfigureAwait(false);
        if (turn.Context.IsOvertaken(labels) || RotationContext.Unfinished(labels) != pending.Id)
        {
            labels = await turn.Context.DescribeSettledAsync(CancellationToken.None).ConfigureAwait(false);
        }

        if (turn.Context.IsOvertaken(labels))
        {
            return false;
        }

        return RotationContext.Unfinished(labels) == pending.Id ? true : throw RotationFailures.PendingTakenOff(pending.Id);
    }

    private async Task SetAsync()
    {
        try
        {
            await turn
                .BoundedAsync(RotationStep.SetSecret, limit => turn.Strategy.SetAsync(turn.Session, pending.Document.Password, limit))
                .ConfigureAwait(false);
        }
        catch (RotationException rejected) when (rejected.Kind is FailureKind.PolicyRejected)
        {
            // A server that remembers passwords refuses one it holds already: the run that made this version has set it.
            if (pending.IsResumed && await IsSetAlreadyAsync().ConfigureAwait(false))
            {
                turn.Log.Detail(RotationStep.SetSecret, "The server has this password already.");
                return;
            }

            await AbandonAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<bool> IsSetAlreadyAsync()
    {
        try
        {
            await turn.ProveLoginAsync(pending).ConfigureAwait(false);
            return true;
        }
        catch (RotationException refused) when (refused.Kind is FailureKind.LoginFailed or FailureKind.PasswordExpired)
        {
            return false;
        }
    }

    /// <summary>This version can never succeed, so it must not stand in the way of the next attempt.</summary>
    private Task AbandonAsync()
    {
        turn.Log.Detail(RotationStep.SetSecret, $"The server refuses the password; version {pending.Id} is abandoned.");
        return turn.Context.Store.MoveLabelAsync(turn.Context.Current.Secret, StageLabel.Pending, pending.Id, null, CancellationToken.None);
    }
}
