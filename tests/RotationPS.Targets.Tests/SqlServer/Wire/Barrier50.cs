namespace RotationPS.Targets.Tests.SqlServer.Wire;

/// <summary>Lets nobody go on before fifty have come.</summary>
internal sealed class Barrier50
{
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _arrived;

    public Task ArriveAsync()
    {
        if (Interlocked.Increment(ref _arrived) == 50)
        {
            _complete.SetResult();
        }
        return _complete.Task;
    }
}
