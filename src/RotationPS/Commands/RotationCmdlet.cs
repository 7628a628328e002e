using System.Management.Automation;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Fleet;

namespace RotationPS.Commands;

/// <summary>What all cmdlets share: the stop signal, and the way from the engine's events and failures to PowerShell's streams.</summary>
public abstract class RotationCmdlet : StoreCmdlet
{
    // It is not disposed: a stop may still come in on another thread, and it holds nothing but memory.
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Cancelled where the cmdlet is stopped.</summary>
    internal CancellationToken StopToken => _stop.Token;

    /// <summary>
    /// Whether the pipeline is being stopped, which cannot be written to then. The cmdlet hears of it a moment later, when those
    /// that stand before it in the pipeline have been told.
    /// </summary>
    internal bool IsStopping => Stopping || StopToken.IsCancellationRequested;

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => Stop();

    /// <summary>Stops its work, as soon as somebody else has heard that the pipeline is being stopped.</summary>
    internal void Stop() => _stop.Cancel();

    /// <summary>Whether the secrets it is given do not exist yet.</summary>
    private protected virtual bool MakesSecrets => false;

    /// <summary>Does a secret's work and writes what fails as an error of that secret.</summary>
    private protected void ForSecret(string secretId, Action<SecretId> work)
    {
        SecretId? secret = null;
        try
        {
            if (!MakesSecrets)
            {
                RefuseWildcards(secretId);
            }

            secret = new SecretId(secretId);
            work(secret);
        }
        catch (RotationException failure)
        {
            // What is no id is no name either, and what was asked for by its ARN may be told by that.
            var told = secret is null || failure.Names(secretId) ? failure : failure.Of(SecretSearch.NameIn(secretId));
            WriteError(ErrorRecords.From(told, secretId));
        }
    }

    /// <summary>Begins the rotation of many secrets in the background.</summary>
    private protected FleetRun BeginFleet(FleetOptions options, FleetQuery? search, bool waitsForEach, RotationLog? log) =>
        new(Environment, options, search, waitsForEach, log, StopToken);

    /// <summary>Runs the engine on another thread and writes what it reports on this one, until it has ended.</summary>
    private protected T Run<T>(Func<Action<RotationEvent>, CancellationToken, Task<T>> work)
    {
        T result = default!;
        Follow<RotationEvent>(async (report, token) => result = await work(report, token).ConfigureAwait(false), reported => Write(reported));
        return result;
    }

    /// <summary>Does work on another thread and writes what it reports on this one, until it has ended.</summary>
    private protected void Follow<TEvent>(Func<Action<TEvent>, CancellationToken, Task> work, Action<TEvent> write)
    {
        using var background = new BackgroundWork<TEvent>(work, StopToken);
        background.Finish(write);
    }

    private protected T Run<T>(Func<CancellationToken, Task<T>> work) => Run((_, token) => work(token));

    /// <summary>Asks, with the whole plan where somebody will read it; otherwise without the calls that a plan costs.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="action">What is to be done with it, in few words.</param>
    /// <param name="force">Whether -Force answers the question.</param>
    /// <param name="plan">Makes the plan.</param>
    private protected bool Approves(SecretId secret, string action, bool force, Func<CancellationToken, Task<string>> plan) =>
        IsAsked ? Approves(Run(plan), action, force) : force || ShouldProcess(secret.Value, action);

    /// <summary>Asks, with a plan that costs no calls.</summary>
    /// <param name="plan">What would be done, as whole sentences.</param>
    /// <param name="action">What is to be done with the secret, in few words.</param>
    /// <param name="force">Whether -Force answers the question.</param>
    private protected bool Approves(string plan, string action, bool force) =>
        (force && !IsAsked) || ShouldProcess(plan, plan, $"{action} the secret?");

    /// <summary>Writes what a rotation reports.</summary>
    /// <param name="reported">What it reports.</param>
    /// <param name="secret">The secret, where several are worked on; else null.</param>
    internal void Write(RotationEvent reported, string? secret = null)
    {
        var line = $"{(secret is null ? string.Empty : $"{secret}: ")}{reported.Step}: {reported.Message}";
        switch (reported)
        {
            case RotationEvent.StepEnded:
                WriteDebug(line);
                break;
            default:
                WriteVerbose(line);
                break;
        }
    }

    /// <summary>Writes what a rotation has met that stands in nobody's way: once for each secret, however many steps have met it.</summary>
    internal void WarnOf(RotationOutcome outcome)
    {
        if (outcome.Warning is { } warning)
        {
            WriteWarning(warning.Of(outcome.Name ?? outcome.SecretId.Value).Message);
        }
    }

    /// <summary>Writes what a rotation has met, as a warning, and why it failed, as an error.</summary>
    /// <param name="outcome">What became of the secret.</param>
    /// <param name="target">The secret as it was named, for whoever looks at the error.</param>
    private protected void WriteProblems(RotationOutcome outcome, string target)
    {
        WarnOf(outcome);
        if (outcome.Failure is { } failure)
        {
            WriteError(ErrorRecords.From(failure.Of(outcome.Name ?? target), target));
        }
    }

    /// <summary>Whether somebody wants to see what would be done, with -WhatIf or -Confirm; -Force does not answer that.</summary>
    private protected bool IsAsked => IsWhatIf || (IsBound("Confirm") ?? false);

    /// <summary>Whether nothing is to be changed, by -WhatIf or by the session's preference.</summary>
    private protected bool IsWhatIf => IsBound("WhatIf") ?? LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <summary>
    /// No store has a secret of such a name, and each would say so in its own words. Whoever writes one means several secrets,
    /// and those are searched for.
    /// </summary>
    private void RefuseWildcards(string secretId)
    {
        if (secretId.AsSpan().ContainsAny('*', '?'))
        {
            throw new RotationException(
                FailureKind.ResourceNotFound,
                $"There is no secret '{secretId}': names and ARNs have no * and no ?.",
                $"Search for the secrets: Get-RotatedSecret '{secretId.Replace("'", "''", StringComparison.Ordinal)}' | {MyInvocation.MyCommand.Name}.");
        }
    }

    private bool? IsBound(string common) =>
        MyInvocation.BoundParameters.TryGetValue(common, out var bound) ? LanguagePrimitives.IsTrue(bound) : null;
}
