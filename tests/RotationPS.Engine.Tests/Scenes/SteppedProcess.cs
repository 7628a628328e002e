using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;

namespace RotationPS.Engine.Tests.Scenes;

/// <summary>A process that makes one call at a time, each when it is told to.</summary>
internal sealed class SteppedProcess
{
    private readonly RotatingProcess _process;
    private readonly SteppedClock _clock;
    private readonly List<string> _memory = [];
    private bool _losesAnswer;
    private TaskCompletionSource _arrived = NewSignal();
    private TaskCompletionSource _goOn = NewSignal();

    /// <param name="name">What it is called in a story.</param>
    /// <param name="actor">What it does.</param>
    /// <param name="process">The process.</param>
    /// <param name="clock">The clock of that process.</param>
    public SteppedProcess(string name, Actor actor, RotatingProcess process, SteppedClock clock)
    {
        (Name, Actor, _process, _clock) = (name, actor, process, clock);
        process.Hooks.Before = ArriveAsync;
        process.Hooks.After = AnswerAsync;
        process.Hooks.Heard = (call, answer) =>
        {
            // A call that fails has no answer that could be lost.
            _losesAnswer = false;
            _memory.Add($"{call.Operation} {call.About}: {answer}");
            Told?.Invoke($"{Name}, call {call}: {answer}");
        };
    }

    /// <summary>What it is called in a story.</summary>
    public string Name { get; }

    /// <summary>What it does.</summary>
    public Actor Actor { get; }

    /// <summary>Hears of every call and of its answer.</summary>
    public Action<string>? Told { get; set; }

    /// <summary>Hears how each turn ended.</summary>
    public Action<SteppedProcess, RotationOutcome>? Ended { get; set; }

    /// <summary>
    /// The call it makes next; null once it is at its end. Whatever it did before has had its effect and the rest has
    /// not, so to die here is to die after the effect of one call and before that of the next.
    /// </summary>
    public PortCall? Next { get; private set; }

    /// <summary>Whether it waits until the store shows every write, and must wait longer.</summary>
    public bool IsAsleep => Next?.Operation is SteppedClock.Wake && _clock.GetUtcNow() < _clock.Due;

    /// <summary>The session by which it holds the account's lock; null where it does not.</summary>
    public InterceptedSession? Holding { get; private set; }

    /// <summary>Whether something happened to it in this turn for which it may fail.</summary>
    public bool WasDisturbed { get; private set; }

    /// <summary>All that the process does.</summary>
    public Task Work { get; private set; } = Task.CompletedTask;

    /// <summary>
    /// All that decides what it does from here on: where it stands, and what it has heard in this turn. Two processes of
    /// which this is the same do the same.
    /// </summary>
    public string State => string.Join(
        '\n',
        [
            $"{Actor.Name} before {Next?.Operation} {Next?.About}, {(Holding is null ? "not locked" : "locked")}, {(WasDisturbed ? "disturbed" : "left alone")}",
            IsAsleep ? $"{_clock.Due - _clock.GetUtcNow()}" : "awake",
            .. _memory,
        ]);

    /// <summary>Lets it run up to its first call.</summary>
    public Task StartAsync()
    {
        Work = DoAsync();
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

    /// <summary>Lets its next call have its effect, and the answer be lost.</summary>
    public Task StepUnansweredAsync()
    {
        _losesAnswer = WasDisturbed = true;
        return StepAsync();
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
            WasDisturbed = true;
            await session.CutAsync();
        }
    }

    // A process goes on at once when it is told to, so a step has mostly ended by the time anybody waits for it.
    private static TaskCompletionSource NewSignal() => new();

    private async Task DoAsync()
    {
        try
        {
            for (var turn = 0; turn < Actor.Turns; turn++)
            {
                var outcome = await Actor.Work(_process);
                Ended?.Invoke(this, outcome);
                _memory.Clear();
                _memory.Add($"turn {turn} ended: {outcome.Status} {outcome.VersionId}");
                WasDisturbed = false;
            }
        }
        catch (ProcessDiedException)
        {
            _memory.Clear();
            _memory.Add("dead");
            WasDisturbed = false;
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
        "Session.DescribeAccount" or "Session.CheckSuperuser" or "Session.CompareRights" or "Session.PreviewClone" => false,
        "Session.Dispose" => call.Session == Holding,
        "Store.GetValue" => !call.About.StartsWith("version ", StringComparison.Ordinal)
            && !call.About.EndsWith(InterceptedStore.OfSuperuser, StringComparison.Ordinal),
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

    private Task AnswerAsync(PortCall call)
    {
        Holding = call.Operation switch
        {
            "Session.Lock" => call.Session,
            "Session.Dispose" when call.Session == Holding => null,
            _ => Holding,
        };
        if (!_losesAnswer)
        {
            return Task.CompletedTask;
        }

        _losesAnswer = false;
        _memory.Add($"{call.Operation} {call.About}: nothing heard");
        throw new RotationException(FailureKind.Unreachable, "The connection was lost.", "Run the rotation again.");
    }
}
