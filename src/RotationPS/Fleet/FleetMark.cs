namespace RotationPS.Fleet;

/// <summary>A mark among what workers report: once the pipeline's thread comes to it, all before it has been written.</summary>
internal sealed class FleetMark
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when all before it has been written.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Says that all before it has been written.</summary>
    public void Reach() => _reached.TrySetResult();
}
