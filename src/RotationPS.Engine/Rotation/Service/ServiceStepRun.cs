using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation.Goals;
using RotationPS.Engine.Rotation.Steps;
using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Service;

/// <summary>One step of a rotation that Secrets Manager schedules, from the look at the labels to its end.</summary>
internal sealed class ServiceStepRun(
    RotationEnvironment environment,
    RotationStep step,
    SecretId secret,
    VersionId token,
    RotationOptions options,
    StepLog log)
{
    // Each time somebody else has rotated, or changed the very same account, in the same instant.
    private const int MaxRepetitions = 4;

    public async Task<ServiceStepOutcome> RunAsync(CancellationToken cancellationToken)
    {
        for (var repetition = 0; ; repetition++)
        {
            try
            {
                if (await RunOnceAsync(cancellationToken).ConfigureAwait(false) is { } outcome)
                {
                    return outcome;
                }

                if (repetition == MaxRepetitions)
                {
                    throw RotationFailures.NeverAtRest(secret);
                }
            }
            catch (RotationException failure) when (failure.IsWorthRepeating && repetition < MaxRepetitions)
            {
                log.Detail(step, $"{failure.Message} This run does so at once.");
            }
        }
    }

    /// <returns>How it ended; null where AWSCURRENT has moved meanwhile, so that all is to be looked at anew.</returns>
    private async Task<ServiceStepOutcome?> RunOnceAsync(CancellationToken cancellationToken)
    {
        var context = await log
            .RunAsync(RotationStep.Plan, $"Reading AWSCURRENT of '{secret}'.", () => PlanAsync(cancellationToken))
            .ConfigureAwait(false);
        if (context is null)
        {
            log.Detail(step, $"Version {token} is AWSCURRENT already.");
            return ServiceStepOutcome.AlreadyCurrent;
        }

        var goal = new ServiceVersion(token, step);
        var strategy = goal.StrategyFor(context);
        await using var session = await log
            .RunAsync(
                RotationStep.Lock,
                $"Logging in as '{context.Current.Document.UserName}' and locking the account.",
                () => new LockStep(context, stop => OpenAsync(strategy, stop)).RunAsync(cancellationToken))
            .ConfigureAwait(false);
        if (session is null)
        {
            return null;
        }

        foreach (var remark in session.Remarks)
        {
            log.Detail(RotationStep.Lock, remark);
        }

        var turn = new RotationTurn(context, goal, strategy, session, log);
        var pending = await log
            .RunAsync(RotationStep.CreateSecret, "Looking at the pending version.", () => new CreateSecretStep(turn).RunAsync(cancellationToken))
            .ConfigureAwait(false);
        if (pending is null)
        {
            return null;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return await TakeAsync(new CompletingSteps(turn, pending)).ConfigureAwait(false) ? ServiceStepOutcome.Done : null;
    }

    /// <returns>AWSCURRENT as it is now; null where it is the version asked for.</returns>
    private async Task<RotationContext?> PlanAsync(CancellationToken cancellationToken)
    {
        var current = await SecretSnapshot.ReadAsync(environment.Store, secret, VersionReference.Current, cancellationToken).ConfigureAwait(false);
        var context = new RotationContext(environment, options, current);
        var labels = await context.DescribeAsync(cancellationToken).ConfigureAwait(false);
        if (!IsCalledFor(labels))
        {
            // The service made the version, or labelled it, only a moment ago.
            labels = await context.DescribeSettledAsync(cancellationToken).ConfigureAwait(false);
        }

        return labels.Holder(StageLabel.Current) == token ? null
            : labels.Holder(StageLabel.Pending) == token ? context
            : throw RotationFailures.NotPending(token, labels);
    }

    private bool IsCalledFor(SecretDescription labels) =>
        labels.Holder(StageLabel.Current) == token || labels.Holder(StageLabel.Pending) == token;

    /// <summary>Once the password is set the pending version is the one that is likely to log in.</summary>
    private Task<ITargetSession?> OpenAsync(IRotationStrategy strategy, CancellationToken cancellationToken) =>
        step is RotationStep.TestSecret or RotationStep.FinishSecret
            ? strategy.OpenAfterSetAsync(token, cancellationToken)
            : strategy.OpenAsync(cancellationToken);

    /// <returns>Whether it is done; false where somebody else has rotated meanwhile.</returns>
    private async Task<bool> TakeAsync(CompletingSteps steps)
    {
        switch (step)
        {
            case RotationStep.SetSecret:
                return await steps.SetAsync().ConfigureAwait(false) is not null;
            case RotationStep.TestSecret:
                await steps.TestAsync().ConfigureAwait(false);
                return true;
            case RotationStep.FinishSecret:
                // Whoever calls for the last step out of turn must not make a password current that does not log in.
                await steps.TestAsync().ConfigureAwait(false);
                return await steps.FinishAsync(takenFromCurrent: false).ConfigureAwait(false);
            default:
                return true;
        }
    }
}
