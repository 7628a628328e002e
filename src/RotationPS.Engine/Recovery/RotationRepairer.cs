using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Rotation.Goals;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Recovery;

/// <summary>
/// Puts right what a rotation cannot put right by itself, under the same lock and by the same steps. What fits a secret
/// <see cref="RepairAdvisor"/> says.
/// </summary>
/// <param name="environment">What it works with.</param>
public sealed class RotationRepairer(RotationEnvironment environment)
{
    /// <summary>Tells what a repair would do now. It reads secrets, logs in nowhere and changes nothing.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="action">The repair.</param>
    /// <param name="superuserSecret">The superuser's secret, for a reconciliation; null for the one that the secret itself names.</param>
    /// <param name="options">What the caller decides.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>One sentence.</returns>
    /// <exception cref="RotationException">The repair does not go with what the secret is.</exception>
    public async Task<string> PlanAsync(SecretId secret, RepairAction action, SecretId? superuserSecret, RotationOptions options, CancellationToken cancellationToken)
    {
        var state = await SecretState.ReadAsync(environment, secret, options, cancellationToken).ConfigureAwait(false);
        state.Context.RefuseUnlessOurs(state.Labels);
        var current = state.Context.Current.Document;
        if (action is RepairAction.Reconcile)
        {
            var superuser = superuserSecret is null ? state.Superuser : state.SuperuserOf(superuserSecret);
            var actor = await (superuser ?? throw RecoveryFailures.SuperuserNeeded(state.Labels.Name)).ReadAsync(cancellationToken).ConfigureAwait(false);
            return $"Set the password of '{current.UserName}' at {current.ServerFor(state.Context.Target)} to that of AWSCURRENT of the secret '{state.Labels.Name}', by '{actor.Login.User}', if AWSCURRENT does not log in.";
        }

        var pending = state.PendingId ?? throw RecoveryFailures.NothingPending(state.Labels.Name);
        var whose = state.Pending is { } version ? $" ('{version.Document.UserName}')" : string.Empty;
        return action is RepairAction.Resume
            ? $"Finish the pending version {pending}{whose} of the secret '{state.Labels.Name}'."
            : $"Take AWSPENDING off version {pending}{whose} of the secret '{state.Labels.Name}', if no account has its password.";
    }

    /// <summary>Finishes the pending version, and begins nothing new.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="options">What the caller decides.</param>
    /// <param name="report">Hears what happens, on the thread that does it.</param>
    /// <param name="cancellationToken">Stops it between steps.</param>
    /// <returns>What became of it; a failure is told there and not thrown. <see cref="FailureKind.NotApplicable"/> where no
    /// rotation is unfinished.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task<RotationOutcome> ResumeAsync(SecretId secret, RotationOptions options, Action<RotationEvent> report, CancellationToken cancellationToken) =>
        new RotationRun(environment, secret, options, new PendingFinished(), report).RunAsync(cancellationToken);

    /// <summary>
    /// Takes AWSPENDING off a version, once it is proven that no account has its password: AWSCURRENT logs in, and the
    /// account of the pending version, where it is another one, is refused with the pending password.
    /// </summary>
    /// <param name="secret">The secret.</param>
    /// <param name="options">What the caller decides.</param>
    /// <param name="force">Whether to do it where that proof cannot be had; never where the pending password logs in.</param>
    /// <param name="report">Hears what happens, on the thread that does it.</param>
    /// <param name="cancellationToken">Stops it before anything has changed.</param>
    /// <returns>What became of it; a failure is told there and not thrown. <see cref="FailureKind.PendingInUse"/> where an
    /// account has the password, <see cref="FailureKind.NotApplicable"/> where no rotation is unfinished.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task<RotationOutcome> AbandonAsync(
        SecretId secret, RotationOptions options, bool force, Action<RotationEvent> report, CancellationToken cancellationToken) =>
        new AbandonRun(environment, secret, options, force, report).RunAsync(cancellationToken);

    /// <summary>
    /// Lets the superuser set the password of AWSCURRENT's account to what AWSCURRENT says, where it no longer logs in. A
    /// clone that is gone is made again. No label moves.
    /// </summary>
    /// <param name="secret">The secret.</param>
    /// <param name="superuserSecret">The superuser's secret; null for the one that the secret itself names.</param>
    /// <param name="options">What the caller decides.</param>
    /// <param name="report">Hears what happens, on the thread that does it.</param>
    /// <param name="cancellationToken">Stops it before anything has changed.</param>
    /// <returns>What became of it; a failure is told there and not thrown. <see cref="FailureKind.RotationUnfinished"/> where
    /// the pending version logs in, so that it has to be finished instead.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task<RotationOutcome> ReconcileAsync(
        SecretId secret, SecretId? superuserSecret, RotationOptions options, Action<RotationEvent> report, CancellationToken cancellationToken) =>
        new ReconcileRun(environment, secret, superuserSecret, options, report).RunAsync(cancellationToken);
}
