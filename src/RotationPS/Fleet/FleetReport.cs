using System.Management.Automation;
using RotationPS.Commands;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Rotation;
using RotationPS.Output;

namespace RotationPS.Fleet;

/// <summary>
/// Writes what the rotation of many secrets reports: results, errors and the progress bar; answers its questions, and runs the
/// script of -AfterRotation between a rotation and its result. All of it on the pipeline's thread.
/// </summary>
/// <param name="cmdlet">Writes it, and says how.</param>
/// <param name="fleet">What reports.</param>
/// <param name="log">Hears of the scripts too; null for none.</param>
/// <param name="names">The names that have to be found.</param>
/// <param name="ifNone">What is said where a search has found nothing at all; null for nothing.</param>
internal sealed class FleetReport(FleetCmdlet cmdlet, FleetRun fleet, RotationLog? log, NamesToFind names, string? ifNone)
{
    private readonly FleetProgress _progress = new(cmdlet, () => fleet.Total);

    /// <summary>Writes what has been reported.</summary>
    public void Write(object reported)
    {
        switch (reported)
        {
            case FleetEvent.Step step:
                cmdlet.Write(step.Event, step.Secret.Name ?? step.Secret.Id.Value);
                break;
            case FleetEvent.Ended { Outcome: var outcome }:
                names.Find(outcome.Name, outcome.Arn);
                WriteOutcome(outcome);
                break;
            case FleetQuestion question:
                names.Find(question.Member.Name, question.Member.Arn);
                // Once nothing is begun any more, nobody is asked.
                question.Answer(fleet.IsStopped || cmdlet.ApprovesFound(Describe(question.Member)));
                break;
            case FleetEvent.Stopped { Reason: var reason }:
                cmdlet.WriteWarning(reason);
                break;
            case FleetEvent.NotBegun left:
                cmdlet.WriteWarning(left.Message);
                break;
            case FleetEvent.SearchFailed { Failure: var failure }:
                names.GiveUp();
                cmdlet.WriteError(ErrorRecords.From(failure, cmdlet.VaultPath ?? cmdlet.EndpointUrl ?? "AWS Secrets Manager"));
                break;
        }
    }

    /// <summary>
    /// Deals with what came to an end though the pipeline has ended, by -ErrorAction Stop or Select-Object -First: a service
    /// waits for its new password nevertheless, and a failure is one.
    /// </summary>
    /// <param name="outcomes">What nobody takes any more. Where the cmdlet is stopped, what is left of them stays where it is.</param>
    public void Conclude(IEnumerable<RotationOutcome> outcomes)
    {
        var ended = new List<(RotationOutcome Outcome, AfterRotationRun? Run)>();
        foreach (var outcome in outcomes)
        {
            ended.Add((outcome, FollowUp(outcome, new SecretRotationResult(outcome))));
        }

        string[] rotated = [.. ended.Where(each => each.Outcome.IsRotated).Select(each => $"'{each.Outcome.Name}'")];
        if (rotated.Length > 0)
        {
            cmdlet.WriteWarning($"Rotated too, without a result, for the pipeline has ended: {string.Join(", ", rotated)}.");
        }

        foreach (var (outcome, run) in ended)
        {
            WriteMessages(outcome, run);
            if ((outcome.Failure ?? run?.Failure) is { } failure)
            {
                cmdlet.WriteWarning(failure.Of(outcome.Name ?? outcome.SecretId.Value).Message);
            }
        }
    }

    /// <summary>Notes what was rotated and is not followed up any more.</summary>
    /// <param name="outcomes">What nobody takes any more.</param>
    public void GiveUp(IEnumerable<RotationOutcome> outcomes)
    {
        foreach (var outcome in outcomes.Where(outcome => outcome.IsRotated && cmdlet.AfterRotation is not null))
        {
            log?.Write(new FleetEvent.NotFollowedUp(outcome));
        }
    }

    /// <summary>Writes what can be said only once all has ended.</summary>
    public void Complete()
    {
        _progress.Complete();
        if (ifNone is not null && fleet.Total == 0 && names.Missing.Count == 0)
        {
            cmdlet.WriteWarning(ifNone);
        }

        foreach (var name in names.Missing)
        {
            cmdlet.WriteError(ErrorRecords.From(NotScheduled(name), name));
        }

        if (log?.Failure is { } failure)
        {
            cmdlet.WriteWarning($"The log '{cmdlet.LogPath}' is not complete, for it could not be written any further: {failure.Message}");
        }
    }

    private static RotationException NotScheduled(string name) => new(
        FailureKind.ResourceNotFound,
        $"There is no secret '{name}' with a schedule.",
        "Correct the name, or give the secret a schedule by Set-RotationSchedule.");

    private static string Describe(FleetMember member)
    {
        var overview = member.Overview!;
        return $"Rotate the secret '{overview.Name}' (now '{overview.UserName}' at {overview.Host}). {member.DueBecause}";
    }

    private void WriteOutcome(RotationOutcome outcome)
    {
        var result = new SecretRotationResult(outcome);
        var run = FollowUp(outcome, result);
        _progress.Count(outcome);
        cmdlet.WriteObject(result);
        WriteMessages(outcome, run);
        if ((outcome.Failure ?? run?.Failure) is { } failure)
        {
            cmdlet.WriteError(ErrorRecords.From(failure.Of(outcome.Name ?? outcome.SecretId.Value), outcome.SecretId.Value));
        }
    }

    /// <summary>What a script wrote never keeps the result of its secret, or another script, from its turn: it comes after them.</summary>
    private void WriteMessages(RotationOutcome outcome, AfterRotationRun? run)
    {
        cmdlet.WarnOf(outcome);
        foreach (var line in run?.Lines ?? [])
        {
            cmdlet.WriteVerbose($"{outcome.Name}: {line}");
        }

        foreach (var warning in run?.Warnings ?? [])
        {
            cmdlet.WriteWarning($"{outcome.Name}: {warning}");
        }
    }

    /// <returns>What came of the script of -AfterRotation; null where there is none, or nothing to follow up.</returns>
    /// <exception cref="PipelineStoppedException">The pipeline is being stopped, and the script with it.</exception>
    private AfterRotationRun? FollowUp(RotationOutcome outcome, SecretRotationResult result)
    {
        if (cmdlet.AfterRotation is not { } block || !outcome.IsRotated)
        {
            return null;
        }

        if (cmdlet.IsStopping)
        {
            log?.Write(new FleetEvent.NotFollowedUp(outcome));
            throw new PipelineStoppedException();
        }

        var script = new AfterRotationScript(block, TimeSpan.FromSeconds(cmdlet.AfterRotationTimeout), cmdlet.SessionState);
        var run = script.Run(result, cmdlet.StopToken);
        log?.Write(new FleetEvent.FollowedUp(outcome, run.Duration, run.Failure));
        if (run.WasStopped)
        {
            cmdlet.Stop();
            throw new PipelineStoppedException();
        }

        if (run.Failure is not null)
        {
            if (cmdlet.AfterRotationFailure is AfterRotationPolicy.Stop)
            {
                fleet.Stop("The script of -AfterRotation has failed, so no further secret is begun.");
            }

            fleet.CountFailure();
        }

        return run;
    }
}
