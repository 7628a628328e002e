using System.Collections.Concurrent;
using System.Management.Automation;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;

namespace RotationPS.Commands;

/// <summary>What all cmdlets share: the stop signal, and the way from the engine's events and failures to PowerShell's streams.</summary>
public abstract class RotationCmdlet : StoreCmdlet
{
    // It is not disposed: a stop may still come in on another thread, and it holds nothing but memory.
    private readonly CancellationTokenSource _stop = new();

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => _stop.Cancel();

    /// <summary>Does a secret's work and writes what fails as an error of that secret.</summary>
    private protected void ForSecret(string secretId, Action<SecretId> work)
    {
        try
        {
            work(new SecretId(secretId));
        }
        catch (RotationException failure)
        {
            WriteError(ErrorRecords.From(failure, secretId));
        }
    }

    /// <summary>
    /// Runs the engine on another thread and writes what it reports on this one, until it has ended. Stop cancels and
    /// then waits: work between Set and Finish is not left half done.
    /// </summary>
    private protected T Run<T>(Func<Action<RotationEvent>, CancellationToken, Task<T>> work)
    {
        using var events = new BlockingCollection<RotationEvent>();
        var worker = Task.Run(async () =>
        {
            try
            {
                return await work(events.Add, _stop.Token).ConfigureAwait(false);
            }
            finally
            {
                events.CompleteAdding();
            }
        });

        try
        {
            foreach (var reported in events.GetConsumingEnumerable())
            {
                Write(reported);
            }
        }
        catch
        {
            _stop.Cancel();
            Task.WaitAny(worker);
            throw;
        }

        try
        {
            return worker.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    private protected T Run<T>(Func<CancellationToken, Task<T>> work) => Run((_, token) => work(token));

    private void Write(RotationEvent reported)
    {
        var line = $"{reported.Step}: {reported.Message}";
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
}
