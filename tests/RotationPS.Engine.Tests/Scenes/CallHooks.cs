using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Tests.Scenes;

/// <summary>Stands between a process and its store and servers: counts its calls and lets a test step in around each.</summary>
internal sealed class CallHooks
{
    private readonly List<PortCall> _calls = [];

    /// <summary>Runs before a call has any effect.</summary>
    public Func<PortCall, Task>? Before { get; set; }

    /// <summary>Runs once a call has had its effect and before the process hears of it.</summary>
    public Func<PortCall, Task>? After { get; set; }

    /// <summary>Hears what came of each call that was answered, without any value of a secret.</summary>
    public Action<PortCall, string>? Heard { get; set; }

    /// <summary>All calls so far, in order.</summary>
    public IReadOnlyList<PortCall> Calls => _calls;

    /// <summary>Whether the process is dead: no call of it reaches anybody any more, not even to close a session.</summary>
    public bool IsDead { get; private set; }

    /// <summary>Kills the process.</summary>
    public void Kill() => IsDead = true;

    public async Task<T> AroundAsync<T>(string operation, string about, InterceptedSession? session, Func<Task<T>> work)
    {
        DemandAlive();
        var call = new PortCall(_calls.Count, operation, about, session);
        _calls.Add(call);
        if (Before is { } before)
        {
            await before(call);
            DemandAlive();
        }

        T result;
        try
        {
            result = await work();
        }
        catch (RotationException refused)
        {
            Heard?.Invoke(call, refused.Kind.ToString());
            throw;
        }

        if (After is { } after)
        {
            await after(call);
            DemandAlive();
        }

        Heard?.Invoke(call, CallAnswer.Tell(result));
        return result;
    }

    public Task AroundAsync(string operation, string about, InterceptedSession? session, Func<Task> work) => AroundAsync(operation, about, session, async () =>
    {
        await work();
        return true;
    });

    /// <summary>Kills the process at one call: before it has any effect, or after.</summary>
    public void DieAt(int index, bool afterTheEffect)
    {
        Task Strike(PortCall call)
        {
            if (call.Index == index)
            {
                Kill();
            }

            return Task.CompletedTask;
        }

        if (afterTheEffect)
        {
            After = InTurn(After, Strike);
        }
        else
        {
            Before = InTurn(Before, Strike);
        }
    }

    private static Func<PortCall, Task> InTurn(Func<PortCall, Task>? first, Func<PortCall, Task> second) => async call =>
    {
        if (first is not null)
        {
            await first(call);
        }

        await second(call);
    };

    private void DemandAlive()
    {
        if (IsDead)
        {
            throw new ProcessDiedException();
        }
    }
}
