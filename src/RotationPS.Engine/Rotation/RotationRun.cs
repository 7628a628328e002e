using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation.Goals;
using RotationPS.Engine.Rotation.Steps;
using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation;

/// <summary>
/// One run of the protocol for one secret: plan, lock, create, set, test, finish. The version that comes next has a
/// derived id, so a run that finds it made already helps to finish it; the server's own lock keeps a run that slept from
/// setting a password that others have left behind. From Set to Finish the run does not stop for anybody.
/// </summary>
internal sealed class RotationRun
{
    // Each time somebody else has changed the very same account in the same instant.
    private const int MaxRepetitions = 4;

    private readonly RotationEnvironment _environment;
    private readonly RotationOptions _options;
    private readonly RotationGoal _goal;
    private readonly StepLog _log;
    private RotationOutcome _outcome;
    private SecretValue? _current;
    private VersionId? _made;
    private int _repetitions;

    /// <param name="environment">What it works with.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="options">What the caller decides.</param>
    /// <param name="goal">What is to come about.</param>
    /// <param name="report">Hears what happens.</param>
    /// <param name="current">AWSCURRENT, where it was read a moment ago; else null.</param>
    public RotationRun(
        RotationEnvironment environment, SecretId secret, RotationOptions options, RotationGoal goal, Action<RotationEvent> report, SecretValue? current = null)
    {
        _environment = environment;
        _options = options;
        _goal = goal;
        _log = new StepLog(environment.Clock, report);
        _outcome = new RotationOutcome { SecretId = secret };
        _current = current;
    }

    public async Task<RotationOutcome> RunAsync(CancellationToken cancellationToken)
    {
        using var activity = RotationTelemetry.Source.StartActivity("Rotate");
        _log.Stopping = cancellationToken;
        try
        {
            while (!await RunRepeatedlyAsync(cancellationToken).ConfigureAwait(false))
            {
                _log.Detail(RotationStep.Plan, "What another run had begun is finished; now for what was asked for.");
            }
        }
        catch (RotationException failure)
        {
            _outcome = _outcome with { Status = RotationStatus.Failed, Failure = failure };
        }

        _outcome = _outcome with { Duration = _log.Elapsed, Steps = _log.Steps, Warning = _log.Warning };
        RotationTelemetry.Count(_outcome, activity);
        return _outcome;
    }

    /// <summary>
    /// Where somebody else's work on the account came in between, all is done anew: the connection may be gone, and the
    /// account's lock with it. It is what the next run would do.
    /// </summary>
    private async Task<bool> RunRepeatedlyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await RunOnceAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (RotationException failure) when (failure.IsWorthRepeating && _repetitions++ < MaxRepetitions)
            {
                _log.Detail(RotationStep.SetSecret, $"{failure.Message} This run does so at once.");
            }
        }
    }

    /// <returns>Whether what was asked for has come about.</returns>
    private async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        _log.VersionId = null;
        var (context, strategy) = await _log
            .RunAsync(RotationStep.Plan, $"Reading AWSCURRENT of '{_outcome.SecretId}'.", () => PlanAsync(cancellationToken))
            .ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (_made is null && _goal.IsMetAlready(context.Current.Document))
        {
            _log.Detail(RotationStep.Plan, $"Version {context.Current.Id}, which is AWSCURRENT, is what was asked for.");
            _outcome = _outcome.Unchanged(context.Current);
            return true;
        }

        await using var session = await _log
            .RunAsync(
                RotationStep.Lock,
                $"Logging in as '{context.Current.Document.UserName}' and locking the account.",
                () => new LockStep(context, strategy.OpenAsync).RunAsync(cancellationToken))
            .ConfigureAwait(false);
        if (session is null)
        {
            return await ReportOvertakenAsync(context).ConfigureAwait(false);
        }

        foreach (var remark in session.Remarks)
        {
            _log.Detail(RotationStep.Lock, remark);
        }

        var turn = new RotationTurn(context, _goal, strategy, session, _log);
        var pending = await _log
            .RunAsync(RotationStep.CreateSecret, "Making the next version, with AWSPENDING.", () => CreateAsync(turn, cancellationToken))
            .ConfigureAwait(false);
        if (pending is null)
        {
            return await ReportOvertakenAsync(context).ConfigureAwait(false);
        }

        _made = pending.IsResumed ? _made : pending.Id;
        _outcome = _outcome with { UserName = pending.Document.UserName, VersionId = pending.Id };
        cancellationToken.ThrowIfCancellationRequested();
        var steps = new CompletingSteps(turn, pending);
        if (await steps.SetAsync().ConfigureAwait(false) is not { } takesFromCurrent)
        {
            return await ReportOvertakenAsync(context).ConfigureAwait(false);
        }

        return await CompleteAsync(steps, pending, takesFromCurrent).ConfigureAwait(false)
            ? _goal.IsMetBy(pending.Document, context.Current.Document)
            : await ReportOvertakenAsync(context, pending).ConfigureAwait(false);
    }

    private async Task<(RotationContext Context, IRotationStrategy Strategy)> PlanAsync(CancellationToken cancellationToken)
    {
        // What was read before is good for one try: the labels under the lock tell whether it still holds.
        var known = _current;
        _current = null;
        var current = known is not null
            ? SecretSnapshot.Of(known)
            : await SecretSnapshot.ReadAsync(_environment.Store, _outcome.SecretId, VersionReference.Current, cancellationToken).ConfigureAwait(false);
        _outcome = _outcome.Of(current) with
        {
            PreviousStrategy = RotationContext.StrategyOf(current.Document),
            PreviousUserName = current.Document.UserName,
            PreviousVersionId = current.Id,
            VersionId = null,
        };
        var context = new RotationContext(_environment, _options, current);
        var strategy = _goal.StrategyFor(context);
        _outcome = _outcome with { UserName = strategy.NextUser };
        await _goal.RefuseInPlanAsync(context, cancellationToken).ConfigureAwait(false);
        return (context, strategy);
    }

    /// <summary>The version is known before the end of the step is told.</summary>
    private async Task<PendingVersion?> CreateAsync(RotationTurn turn, CancellationToken cancellationToken)
    {
        var pending = await new CreateSecretStep(turn).RunAsync(cancellationToken).ConfigureAwait(false);
        _log.VersionId = pending?.Id;
        return pending;
    }

    /// <returns>Whether the version is AWSCURRENT; false where somebody else has rotated meanwhile.</returns>
    private async Task<bool> CompleteAsync(CompletingSteps steps, PendingVersion pending, bool takesFromCurrent)
    {
        await steps.TestAsync().ConfigureAwait(false);
        var isCurrent = await steps.FinishAsync(takesFromCurrent).ConfigureAwait(false);
        _outcome = _outcome with
        {
            Strategy = RotationContext.StrategyOf(pending.Document),
            Status = pending.Id == _made ? RotationStatus.Rotated : RotationStatus.Resumed,
        };
        return isCurrent;
    }

    /// <returns>Whether what was asked for has come about by another run.</returns>
    private async Task<bool> ReportOvertakenAsync(RotationContext context, PendingVersion? set = null)
    {
        var labels = await context.DescribeAsync(CancellationToken.None).ConfigureAwait(false);
        if (!context.IsOvertaken(labels))
        {
            labels = await context.DescribeSettledAsync(CancellationToken.None).ConfigureAwait(false);
        }

        var now = await context.ReadAsync(labels.Holder(StageLabel.Current)!, CancellationToken.None).ConfigureAwait(false);
        _log.Detail(RotationStep.FinishSecret, $"Something else has made version {now.Id} AWSCURRENT meanwhile.");
        _outcome = _outcome with { Status = RotationStatus.AlreadyCurrent, UserName = now.Document.UserName, VersionId = now.Id };

        // Where this run has set another password on the account that AWSCURRENT names, AWSCURRENT works again only once
        // that pending version is finished.
        var isShutOut = set is not null && RotationContext.Unfinished(labels) == set.Id && now.Document.UserName == set.Document.UserName;
        return !isShutOut && _goal.IsMetBy(now.Document, context.Current.Document);
    }
}
