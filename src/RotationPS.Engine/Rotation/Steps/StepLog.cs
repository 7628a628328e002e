using System.Diagnostics;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Steps;

/// <summary>Keeps the time of every step and reports what happens.</summary>
internal sealed class StepLog(TimeProvider clock, Action<RotationEvent> report)
{
    private readonly long _start = clock.GetTimestamp();
    private readonly List<StepTiming> _steps = [];

    public IReadOnlyList<StepTiming> Steps => _steps;

    /// <summary>The version that the rotation makes or finishes, as soon as it is known.</summary>
    public VersionId? VersionId { get; set; }

    /// <summary>What whoever rotates has to know though it comes off; null for nothing.</summary>
    public RotationException? Warning { get; set; }

    /// <summary>Tells a step that the caller has stopped from one that failed.</summary>
    public CancellationToken Stopping { get; set; }

    public TimeSpan Elapsed => clock.GetElapsedTime(_start);

    public void Detail(RotationStep step, string message) => report(new RotationEvent.Detail(step, message));

    public async Task<T> RunAsync<T>(RotationStep step, string message, Func<Task<T>> work)
    {
        report(new RotationEvent.StepStarted(step, message));
        using var activity = RotationTelemetry.Source.StartActivity(step.ToString());
        var start = clock.GetTimestamp();
        var succeeded = false;
        var isCancelled = false;
        FailureKind? failed = null;
        try
        {
            var result = await work().ConfigureAwait(false);
            succeeded = true;
            return result;
        }
        catch (RotationException failure)
        {
            failed = failure.Kind;
            activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
            throw;
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            isCancelled = true;
            throw;
        }
        finally
        {
            var timing = new StepTiming(step, clock.GetElapsedTime(start), succeeded);
            _steps.Add(timing);
            RotationTelemetry.Count(timing, failed);
            report(new RotationEvent.StepEnded(timing, failed, VersionId, isCancelled));
        }
    }

    public Task RunAsync(RotationStep step, string message, Func<Task> work) => RunAsync(step, message, async () =>
    {
        await work().ConfigureAwait(false);
        return true;
    });
}
