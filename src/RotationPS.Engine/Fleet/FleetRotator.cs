using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Rotation.Strategies;

namespace RotationPS.Engine.Fleet;

/// <summary>
/// Rotates many secrets, several at a time. What is between Set and Finish is finished whatever happens; a stop, a failed
/// canary or too many failures only keep further secrets from being begun, and what is left is told.
/// </summary>
public sealed class FleetRotator
{
    // So many superusers' connections wait for each worker at the most: one serves its next account, and one that of
    // another server whose turn comes in between.
    private const int IdleSuperusersPerWorker = 2;

    private readonly RotationEnvironment _environment;
    private readonly FleetOptions _options;
    private readonly Func<FleetMember, Task<bool>> _approve;
    private readonly Action<FleetEvent> _report;
    private readonly Func<CancellationToken, Task> _followUp;
    private readonly TaskCompletionSource<string> _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _failures;

    /// <param name="environment">What it works with.</param>
    /// <param name="options">What the caller decides.</param>
    /// <param name="approve">Whether a secret is to be rotated; asked before it is begun.</param>
    /// <param name="report">Hears what happens, on the threads that do it.</param>
    /// <param name="followUp">
    /// Called once the end of a secret has been reported; its worker begins no other secret before that is done, and holds
    /// nothing meanwhile. Null for nothing.
    /// </param>
    public FleetRotator(
        RotationEnvironment environment,
        FleetOptions options,
        Func<FleetMember, Task<bool>> approve,
        Action<FleetEvent> report,
        Func<CancellationToken, Task>? followUp = null)
    {
        _environment = environment;
        _options = options;
        _approve = approve;
        _report = report;
        _followUp = followUp ?? (_ => Task.CompletedTask);
    }

    /// <summary>Whether nothing further is begun.</summary>
    public bool IsStopped => _stopped.Task.IsCompleted;

    /// <summary>Rotates them.</summary>
    /// <param name="members">
    /// The secrets; each is asked for only when a worker is free. One whose server is full is put aside, and others are begun.
    /// </param>
    /// <param name="cancellationToken">Stops it: no further secret is begun, and those begun stop where they may.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="RotationException">The store cannot be searched, or cannot be read any further once nothing is begun any more.</exception>
    public async Task RotateAsync(IAsyncEnumerable<FleetMember> members, CancellationToken cancellationToken)
    {
        await using var superusers = new SuperuserSessions(IdleSuperusersPerWorker * _options.ThrottleLimit);
        var gates = new ServerGates(_options.ServerLimit, _environment.Targets, superusers);
        var rotator = new Rotator(_environment with { Superusers = superusers });
        await using var queue = new FleetQueue(members, _stopped.Task, cancellationToken);
        if (_options.Canary > 0)
        {
            await RunAsync(_options.Canary).ConfigureAwait(false);
            if (_failures > 0 && queue.HasMore)
            {
                Stop($"{Secrets(_failures)} of the first {_options.Canary} failed, so no further one is begun.");
            }
        }

        await RunAsync(int.MaxValue).ConfigureAwait(false);
        if (IsStopped)
        {
            await TellLeftAsync(queue, cancellationToken).ConfigureAwait(false);
        }

        Task RunAsync(int count) => Parallel.ForEachAsync(
            queue.TakeAsync(count, CancellationToken.None),
            new ParallelOptions { MaxDegreeOfParallelism = _options.ThrottleLimit, CancellationToken = cancellationToken },
            // The token of the loop learns of a stop a little later than ours does.
            async (work, _) =>
            {
                if (await WorkAsync(work, queue, gates, rotator, cancellationToken).ConfigureAwait(false) is { } outcome)
                {
                    End(outcome);
                    await _followUp(cancellationToken).ConfigureAwait(false);
                }
            });
    }

    private static string Secrets(int count) => count == 1 ? "1 secret" : $"{count} secrets";

    /// <summary>Does a piece of work. An error that nobody has foreseen is that of its secret, and the others go on.</summary>
    /// <returns>What became of the secret; null where it waits for its turn now, or was not approved.</returns>
    private async Task<RotationOutcome?> WorkAsync(FleetWork work, FleetQueue queue, ServerGates gates, Rotator rotator, CancellationToken cancellationToken)
    {
        try
        {
            return work is FleetWork.Rotate { Turn: var turn }
                ? await RotateAsync(turn, queue, gates, rotator, cancellationToken).ConfigureAwait(false)
                : await DecideAsync(work.Member, queue, gates).ConfigureAwait(false);
        }
        catch (Exception unexpected) when (OneSecret.IsToBlameFor(unexpected, cancellationToken))
        {
            var member = work.Member;
            var outcome = OutcomeOf(member) with { VersionId = null, Failure = RotationFailures.Unexpected(member.Name ?? member.Id.Value, unexpected) };
            RotationTelemetry.Count(outcome, activity: null);
            return outcome;
        }
    }

    /// <returns>What became of it; null where it waits for its turn now, or was not approved.</returns>
    private async Task<RotationOutcome?> DecideAsync(FleetMember member, FleetQueue queue, ServerGates gates)
    {
        try
        {
            if (Unrotated(member) is { } outcome)
            {
                return outcome;
            }

            // Once nothing is begun any more, nobody is asked; it waits with those that are told in the end.
            if (IsStopped || await _approve(member).ConfigureAwait(false))
            {
                queue.Wait(gates.TurnOf(member));
            }

            return null;
        }
        finally
        {
            queue.Decided();
        }
    }

    private async Task<RotationOutcome> RotateAsync(FleetTurn turn, FleetQueue queue, ServerGates gates, Rotator rotator, CancellationToken cancellationToken)
    {
        try
        {
            var member = await AtItsTurnAsync(turn.Member, cancellationToken).ConfigureAwait(false);
            if (Unrotated(member) is { } left)
            {
                return left;
            }

            await gates.MakeRoomAsync(turn).ConfigureAwait(false);
            var outcome = await RotateAsync(member, rotator, cancellationToken).ConfigureAwait(false);
            return outcome with { Name = outcome.Name ?? member.Name, Arn = outcome.Arn ?? member.Arn, Reason = member.DueBecause };
        }
        finally
        {
            queue.Leave(turn);
        }
    }

    private async Task<RotationOutcome> RotateAsync(FleetMember member, Rotator rotator, CancellationToken cancellationToken)
    {
        void Report(RotationEvent happened) => _report(new FleetEvent.Step(member, happened));
        try
        {
            var rotating = member.Current is { } current
                ? rotator.RotateAsync(member.Id, current, _options.Rotation, Report, cancellationToken)
                : rotator.RotateAsync(member.Id, _options.Rotation, Report, cancellationToken);
            return await rotating.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _report(new FleetEvent.Cancelled(member));
            throw;
        }
    }

    /// <summary>It may have waited for its place longer than its window is open, and without what was read of it.</summary>
    private async Task<FleetMember> AtItsTurnAsync(FleetMember waited, CancellationToken cancellationToken) =>
        waited is { Current: null, DueBecause: not null }
            ? await new FleetReader(_environment).ReadAgainAsync(waited, _options.Rotation.IgnoreOtherWriter, cancellationToken).ConfigureAwait(false)
            : waited.At(_environment.Clock.GetUtcNow());

    /// <summary>Tells what was to be rotated when nothing was begun any more, and what was to be left alone anyway.</summary>
    private async Task TellLeftAsync(FleetQueue queue, CancellationToken cancellationToken)
    {
        var reason = await _stopped.Task.ConfigureAwait(false);
        var count = 0;
        try
        {
            await foreach (var member in queue.TakeLeftAsync().ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();

                // Each of the others would be waited for as long, only to say that nothing was done.
                if (member.Failure is { Kind: FailureKind.Unreachable or FailureKind.TimedOut or FailureKind.Throttled or FailureKind.InternalServiceError } away)
                {
                    throw away;
                }

                if (member.LeftBecause is null)
                {
                    count++;
                    var left = OutcomeOf(member) with { Status = RotationStatus.NotBegun, Reason = reason, NextRotation = null };
                    RotationTelemetry.CountUnbegun(left);
                    End(left);
                }
                else
                {
                    End(Unrotated(member)!);
                }

                await _followUp(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            if (count > 0)
            {
                _report(new FleetEvent.NotBegun(count));
            }
        }
    }

    /// <returns>What is told of a secret that is left alone or cannot be read; null of one that is to be rotated.</returns>
    private static RotationOutcome? Unrotated(FleetMember member)
    {
        if (member.LeftBecause is not null)
        {
            return OutcomeOf(member) with { Status = RotationStatus.NotDue };
        }

        if (member.Failure is null)
        {
            return null;
        }

        var failed = OutcomeOf(member) with { Failure = member.Failure };
        RotationTelemetry.CountUnbegun(failed);
        return failed;
    }

    private static RotationOutcome OutcomeOf(FleetMember member) => new()
    {
        SecretId = member.Id,
        Name = member.Name,
        Arn = member.Arn,
        Strategy = member.Overview?.Strategy,
        Engine = member.Overview?.Engine,
        UserName = member.Overview?.UserName,
        VersionId = member.Current?.Version.VersionId,
        Reason = member.LeftBecause,
        IsEarly = member.IsEarly,
        NextRotation = member.Overview?.NextRotation,
    };

    private void End(RotationOutcome outcome)
    {
        _report(new FleetEvent.Ended(outcome));
        if (outcome.Failure is not null)
        {
            CountFailure();
        }
    }

    /// <summary>
    /// Counts a failure, also toward the canaries: that of a rotation, or of what follows one. Whoever does what follows
    /// counts it before it is done.
    /// </summary>
    public void CountFailure()
    {
        var failures = Interlocked.Increment(ref _failures);
        if (failures == _options.StopAfterFailures)
        {
            Stop($"{Secrets(failures)} failed, so no further one is begun.");
        }
    }

    /// <summary>Keeps further secrets from being begun; those under way are finished, and what is left is told.</summary>
    /// <param name="reason">Why, as a whole sentence.</param>
    public void Stop(string reason)
    {
        if (_stopped.TrySetResult(reason))
        {
            _report(new FleetEvent.Stopped(reason));
        }
    }
}
