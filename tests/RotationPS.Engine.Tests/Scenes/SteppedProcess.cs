namespace RotationPS.Engine.Tests.Scenes;

/// <summary>A process that makes one call at a time, each when it is told to.</summary>
internal sealed class SteppedProcess
{
    private readonly RotatingProcess _process;
    private TaskCompletionSource _arrived = NewSignal();
    private TaskCompletionSource _goOn = NewSignal();

    public SteppedProcess(RotatingProcess process)
    {
        _process = process;
        process.Hooks.Before = ArriveAsync;
        process.Hooks.After = NoteLockAsync;
    }

    /// <summary>The call it makes next; null once it is at its end.</summary>
    public PortCall? Next { get; private set; }

    /// <summary>The session by which it holds the account's lock; null where it does not.</summary>
    public InterceptedSession? Holding { get; private set; }

    /// <summary>All that the process does.</summary>
    public Task Work { get; private set; } = Task.CompletedTask;

    /// <summary>Lets it run up to its first call.</summary>
    public Task StartAsync(Func<RotatingProcess, Task> work)
    {
        Work = DoAsync(work);
        return SettleAsync();
    }

    /// <summary>Lets it make its next call and run up to the one after that others can notice.</summary>
    public Task StepAsync()
    {
        _arrived = NewSignal();
        var goOn = _goOn;
        _goOn = NewSignal();
        goOn.SetResult();
        return SettleAsync();
    }

    /// <summary>Kills it; the server ends the session that holds the lock.</summary>
    public async Task KillAsync()
    {
        await CutAsync();
        _process.Hooks.Kill();
        await StepAsync();
    }

    /// <summary>Lets the server end the session that holds the lock; the process only finds out when it uses it.</summary>
    public async Task CutAsync()
    {
        if (Holding is { } session)
        {
            Holding = null;
            await session.CutAsync();
        }
    }

    // A process goes on at once when it is told to, so a step has mostly ended by the time anybody waits for it.
    private static TaskCompletionSource NewSignal() => new();

    private async Task DoAsync(Func<RotatingProcess, Task> work)
    {
        try
        {
            await work(_process);
        }
        catch (ProcessDiedException)
        {
            // That was the order.
        }
        finally
        {
            Next = null;
        }
    }

    private Task SettleAsync() =>
        _arrived.Task.IsCompleted || Work.IsCompleted ? Task.CompletedTask : Task.WhenAny(_arrived.Task, Work);

    /// <summary>
    /// Whether the moment of a call can matter to another process. The others only look at what no rotation changes, or
    /// end a session that holds nothing; to try them in every order would multiply the orders and show nothing new.
    /// </summary>
    private bool IsVisible(PortCall call) => call.Operation switch
    {
        "Session.DescribeAccount" or "Session.CheckSuperuser" or "Session.CompareRights" => false,
        "Session.Dispose" => call.Session == Holding,
        "Target.LogIn" => call.About != "boss",
        _ => true,
    };

    private Task ArriveAsync(PortCall call)
    {
        if (!IsVisible(call))
        {
            return Task.CompletedTask;
        }

        Next = call;
        var goOn = _goOn.Task;
        _arrived.SetResult();
        return goOn;
    }

    private Task NoteLockAsync(PortCall call)
    {
        Holding = call.Operation switch
        {
            "Session.Lock" => call.Session,
            "Session.Dispose" when call.Session == Holding => null,
            _ => Holding,
        };
        return Task.CompletedTask;
    }
}
