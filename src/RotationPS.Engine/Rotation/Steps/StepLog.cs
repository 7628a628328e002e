namespace RotationPS.Engine.Rotation.Steps;

/// <summary>Keeps the time of every step and reports what happens.</summary>
internal sealed class StepLog(TimeProvider clock, Action<RotationEvent> report)
{
    private readonly long _start = clock.GetTimestamp();
    private readonly List<StepTiming> _steps = [];

    public IReadOnlyList<StepTiming> Steps => _steps;

    public TimeSpan Elapsed => clock.GetElapsedTime(_start);

    public void Detail(RotationStep step, string message) => report(new RotationEvent.Detail(step, message));

    public async Task<T> RunAsync<T>(RotationStep step, string message, Func<Task<T>> work)
    {
        report(new RotationEvent.StepStarted(step, message));
        var start = clock.GetTimestamp();
        var succeeded = false;
        try
        {
            var result = await work().ConfigureAwait(false);
            succeeded = true;
            return result;
        }
        finally
        {
            var timing = new StepTiming(step, clock.GetElapsedTime(start), succeeded);
            _steps.Add(timing);
            report(new RotationEvent.StepEnded(step, $"{(succeeded ? "Done" : "Failed")} after {timing.Duration.TotalMilliseconds:0} ms."));
        }
    }

    public Task RunAsync(RotationStep step, string message, Func<Task> work) => RunAsync(step, message, async () =>
    {
        await work().ConfigureAwait(false);
        return true;
    });
}
