using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Rotation.Steps;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Recovery;

/// <summary>One run of a repair that moves AWSCURRENT nowhere: plan, lock, and under the lock what it is for.</summary>
internal abstract class RepairRun
{
    private readonly SecretId _secret;

    protected RepairRun(RotationEnvironment environment, SecretId secret, RotationOptions options, Action<RotationEvent> report)
    {
        (Environment, _secret, Options) = (environment, secret, options);
        Log = new StepLog(environment.Clock, report);
    }

    protected RotationEnvironment Environment { get; }

    protected RotationOptions Options { get; }

    protected StepLog Log { get; }

    public async Task<RotationOutcome> RunAsync(CancellationToken cancellationToken)
    {
        Log.Stopping = cancellationToken;
        var outcome = new RotationOutcome { SecretId = _secret };
        try
        {
            var state = await Log
                .RunAsync(RotationStep.Plan, $"Reading the versions of '{_secret}'.", () => SecretState.ReadAsync(Environment, _secret, Options, cancellationToken))
                .ConfigureAwait(false);
            outcome = Tell(outcome, state);
            Refuse(state);
            cancellationToken.ThrowIfCancellationRequested();

            await using var session = await Log
                .RunAsync(
                    RotationStep.Lock,
                    $"Logging in and locking the account '{state.Context.Accounts.BaseUser}'.",
                    () => new LockStep(state.Context, async token => await OpenAsync(state, token).ConfigureAwait(false)).RunAsync(cancellationToken))
                .ConfigureAwait(false);

            // What was read before the lock may have changed since; what is decided now is decided on what holds now.
            await state.Context.SettleAsync(cancellationToken).ConfigureAwait(false);
            var locked = await SecretState.ReadAsync(Environment, state.Context.Current.Secret, Options, cancellationToken).ConfigureAwait(false);
            if (session is null || locked.Context.Current.Id != state.Context.Current.Id)
            {
                throw RecoveryFailures.CurrentMoved(state.Context.Current.Id, locked.Context.Current.Id);
            }

            Refuse(locked);
            cancellationToken.ThrowIfCancellationRequested();
            outcome = Tell(outcome, locked) with { Status = await RepairAsync(locked, session, cancellationToken).ConfigureAwait(false) };
        }
        catch (RotationException failure)
        {
            outcome = outcome with { Status = RotationStatus.Failed, Failure = failure };
        }

        return outcome with { Duration = Log.Elapsed, Steps = Log.Steps };
    }

    /// <summary>Refuses a secret that this repair is not for.</summary>
    protected abstract void Refuse(SecretState state);

    /// <summary>Logs in as the account that holds the lock.</summary>
    protected abstract Task<ITargetSession> OpenAsync(SecretState state, CancellationToken cancellationToken);

    /// <summary>Under the lock: does the repair.</summary>
    protected abstract Task<RotationStatus> RepairAsync(SecretState state, ITargetSession session, CancellationToken cancellationToken);

    private static RotationOutcome Tell(RotationOutcome outcome, SecretState state)
    {
        var current = state.Context.Current;
        return outcome.Of(current) with { UserName = current.Document.UserName, VersionId = current.Id };
    }
}
