using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Recovery;

/// <summary>
/// Takes AWSPENDING off a version that no account uses. The account of AWSCURRENT does it, so that it works without a
/// superuser: that its password works is half of the proof.
/// </summary>
internal sealed class AbandonRun(RotationEnvironment environment, SecretId secret, RotationOptions options, bool force, Action<RotationEvent> report)
    : RepairRun(environment, secret, options, report)
{
    protected override void Refuse(SecretState state)
    {
        state.Context.RefuseUnlessOurs(state.Labels);
        if (state.PendingId is null)
        {
            throw RecoveryFailures.NothingPending(state.Labels.Name);
        }
    }

    protected override async Task<ITargetSession> OpenAsync(SecretState state, CancellationToken cancellationToken)
    {
        try
        {
            return await state.Context.Target.LogInAsync(state.LoginOf(state.Context.Current), cancellationToken).ConfigureAwait(false);
        }
        catch (RotationException refused) when (refused.Kind is FailureKind.LoginFailed)
        {
            throw RecoveryFailures.CurrentRefused(refused);
        }
    }

    protected override async Task<RotationStatus> RepairAsync(SecretState state, ITargetSession session, CancellationToken cancellationToken)
    {
        await Log
            .RunAsync(
                RotationStep.TestSecret,
                $"Making sure that no account has the password of version {state.PendingId}.",
                () => ProveUnusedAsync(state, session, cancellationToken))
            .ConfigureAwait(false);
        await Log
            .RunAsync(RotationStep.FinishSecret, $"Taking AWSPENDING off version {state.PendingId}.", () => TakePendingOffAsync(state, session))
            .ConfigureAwait(false);
        return RotationStatus.Abandoned;
    }

    /// <summary>
    /// A session that still answers has held the lock all the time, so nobody has set the pending password since it was
    /// proven not to be in use. Where it does not, somebody may have, and AWSPENDING has to lead there again. Without a lock
    /// the proof is made anew: whoever is about to set the password sees from now on that it is not wanted.
    /// </summary>
    private async Task TakePendingOffAsync(SecretState state, ITargetSession session)
    {
        var (secret, pending) = (state.Context.Current.Secret, state.PendingId!);
        await Environment.Store.MoveLabelAsync(secret, StageLabel.Pending, pending, null, CancellationToken.None).ConfigureAwait(false);
        try
        {
            await (session.LocksAccounts
                ? session.DescribeAccountAsync(session.Login.User, CancellationToken.None)
                : ProveUnusedAsync(state, session, CancellationToken.None)).ConfigureAwait(false);
        }
        catch (RotationException cut)
        {
            await Environment.Store.MoveLabelAsync(secret, StageLabel.Pending, null, pending, CancellationToken.None).ConfigureAwait(false);
            throw session.LocksAccounts ? RecoveryFailures.AbandonCutOff(pending, cut) : RecoveryFailures.AbandonOvertaken(pending, cut);
        }
    }

    /// <summary>
    /// AWSCURRENT has just logged in, so its account has that password and no other. The account of another document has
    /// to refuse the pending one.
    /// </summary>
    private async Task ProveUnusedAsync(SecretState state, ITargetSession session, CancellationToken cancellationToken)
    {
        var current = state.Context.Current.Document;
        if (state.Pending is not { } pending || pending.Document.HasCredentialsOf(current))
        {
            return;
        }

        if (state.Context.IsSameServer(pending.Document) && pending.Document.UserName == current.UserName)
        {
            // Without a fresh login the proof would be as old as the wait for the lock.
            await using var proof = await state.Context.Target.LogInAsync(state.LoginOf(state.Context.Current), cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            await ProveRefusedAsync(state, pending, session, cancellationToken).ConfigureAwait(false);
        }
        catch (RotationException unproven) when (unproven.Kind is not FailureKind.PendingInUse)
        {
            if (!force)
            {
                throw RecoveryFailures.PendingNotProven(pending, unproven);
            }

            Log.Detail(RotationStep.TestSecret, $"It cannot be told, and is abandoned regardless. {unproven.What}");
        }
    }

    private async Task ProveRefusedAsync(SecretState state, SecretSnapshot pending, ITargetSession session, CancellationToken cancellationToken)
    {
        var target = Environment.Targets.For(pending.Document.Engine!);
        var login = pending.Document.LoginFor(target);
        var finding = await new CredentialProbe(target).TryAsync(login, cancellationToken).ConfigureAwait(false);
        switch (finding.Failure)
        {
            case null:
                throw RecoveryFailures.PendingInUse(pending);
            case { Kind: FailureKind.AccountNotFound }:
                return;
            case { Kind: FailureKind.LoginFailed } when !state.Context.IsSameServer(pending.Document):
                return;
            case { Kind: FailureKind.LoginFailed }:
                // Some servers give an account that has expired the answer of a wrong password.
                var account = await session.DescribeAccountAsync(login.User, cancellationToken).ConfigureAwait(false);
                if (account is not null && RotationFailures.Unusable(account, target, Environment.Clock) is { } unusable)
                {
                    throw unusable;
                }

                return;
            case var unable:
                throw unable;
        }
    }
}
