using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Recovery;

/// <summary>
/// Lets the superuser give an account the password that AWSCURRENT says. It cannot be proven that the account was ever
/// the secret's, so a person has to ask for it.
/// </summary>
internal sealed class ReconcileRun(RotationEnvironment environment, SecretId secret, SecretId? superuserSecret, RotationOptions options, Action<RotationEvent> report)
    : RepairRun(environment, secret, options, report)
{
    protected override void Refuse(SecretState state)
    {
        state.Context.RefuseUnlessOurs(state.Labels);
        if (SuperuserOf(state) is null)
        {
            throw RecoveryFailures.SuperuserNeeded(state.Labels.Name);
        }
    }

    protected override Task<ITargetSession> OpenAsync(SecretState state, CancellationToken cancellationToken) =>
        SuperuserOf(state)!.LogInAsync(cancellationToken);

    protected override async Task<RotationStatus> RepairAsync(SecretState state, ITargetSession session, CancellationToken cancellationToken)
    {
        var current = state.Context.Current;
        var user = current.Document.UserName;
        if (await IsReconciledAsync(state, session, cancellationToken).ConfigureAwait(false))
        {
            Log.Detail(RotationStep.TestSecret, "AWSCURRENT logs in; there is nothing to reconcile.");
            return RotationStatus.AlreadyCurrent;
        }

        await session.CheckSuperuserAsync(user, cancellationToken).ConfigureAwait(false);
        await Log
            .RunAsync(RotationStep.SetSecret, $"Setting the password of '{user}' to that of AWSCURRENT.", () => SetAsync(state, session, cancellationToken))
            .ConfigureAwait(false);
        await Log
            .RunAsync(RotationStep.TestSecret, $"Logging in as '{user}' with AWSCURRENT.", () => ProveAsync(state))
            .ConfigureAwait(false);
        return RotationStatus.Reconciled;
    }

    /// <summary>
    /// Looks whether AWSCURRENT logs in by now, and refuses where the pending version does: then a rotation stopped
    /// between Set and Finish, and has to be finished.
    /// </summary>
    private async Task<bool> IsReconciledAsync(SecretState state, ITargetSession session, CancellationToken cancellationToken)
    {
        var current = state.Context.Current;
        var probe = new CredentialProbe(state.Context.Target);
        var finding = await probe.TryAsync(state.LoginOf(current), cancellationToken).ConfigureAwait(false);
        switch (finding.Failure)
        {
            case null:
                return true;
            case { Kind: not (FailureKind.LoginFailed or FailureKind.AccountNotFound) } unable:
                throw unable;
        }

        if (await session.DescribeAccountAsync(current.Document.UserName, cancellationToken).ConfigureAwait(false) is { } account
            && RotationFailures.Unusable(account, state.Context.Target, Environment.Clock) is { } unusable)
        {
            throw unusable;
        }

        if (state is { CanResume: true, Pending: { } pending } && pending.Document.UserName == current.Document.UserName
            && (await probe.TryAsync(state.LoginOf(pending), cancellationToken).ConfigureAwait(false)).Works)
        {
            throw RecoveryFailures.PendingLogsIn(current.Document.UserName, pending.Id);
        }

        return false;
    }

    private async Task SetAsync(SecretState state, ITargetSession session, CancellationToken cancellationToken)
    {
        var document = state.Context.Current.Document;
        var accounts = state.Context.Accounts;
        var alternates = document.SuperuserSecretId is not null && state.Context.Target.CloneModes.Count > 0;
        if (alternates && document.UserName == accounts.CloneUser)
        {
            var terms = document.CloneTermsFor(state.Context.Target) with { Adopt = Options.AdoptClone };
            await session.EnsureCloneAsync(terms, document.Password, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (await session.DescribeAccountAsync(document.UserName, cancellationToken).ConfigureAwait(false) is null)
        {
            throw RotationFailures.AccountNotFound(document.UserName);
        }

        await session.ResetPasswordAsync(document.UserName, document.Password, cancellationToken).ConfigureAwait(false);
    }

    private async Task ProveAsync(SecretState state)
    {
        await using var proof = await state.Context.Target
            .LogInAsync(state.LoginOf(state.Context.Current), CancellationToken.None)
            .ConfigureAwait(false);
    }

    private Superuser? SuperuserOf(SecretState state) =>
        superuserSecret is not null ? state.SuperuserOf(superuserSecret) : state.Superuser;
}
