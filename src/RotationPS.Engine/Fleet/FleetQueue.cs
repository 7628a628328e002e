using System.Runtime.CompilerServices;

namespace RotationPS.Engine.Fleet;

/// <summary>
/// Gives the workers of a fleet what to do next. A secret whose server is full waits here and not in the hands of a worker,
/// so that the full server holds up nobody who is to be rotated elsewhere; at each server the first goes first.
/// </summary>
internal sealed class FleetQueue : IAsyncDisposable
{
    /// <summary>So many wait with all that was read of them; of those beyond only the id is kept, and they are read at their turn.</summary>
    internal const int MaxWhole = 1000;

    /// <summary>So many wait at the most; beyond them no secret is read before one has got its place, for a fleet may be larger than the memory.</summary>
    internal const int MaxWaiting = 20_000;

    private readonly object _lock = new();
    private readonly CancellationTokenSource _enough;
    private readonly IAsyncEnumerator<FleetMember> _members;
    private readonly Task _stopped;
    private readonly Dictionary<ServerGate, Queue<FleetTurn>> _waiting = [];
    private TaskCompletionSource _changed = NewSignal();
    private Task<bool>? _next;
    private int _waitingCount;
    private int _undecided;

    /// <param name="members">The secrets; each is asked for only when a worker is free.</param>
    /// <param name="stopped">Completes when nothing further is to be begun.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public FleetQueue(IAsyncEnumerable<FleetMember> members, Task stopped, CancellationToken cancellationToken)
    {
        _enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _members = members.GetAsyncEnumerator(_enough.Token);
        _stopped = stopped;
    }

    /// <summary>Whether there may be more secrets than have been taken.</summary>
    public bool HasMore { get; private set; } = true;

    /// <summary>Ends the search for secrets, which may be under way still where the fleet was stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync().ConfigureAwait(false);
        if (_next is not null)
        {
            await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _members.DisposeAsync().ConfigureAwait(false);
        _enough.Dispose();
    }

    /// <summary>A secret that was to be decided on waits for its place from now on.</summary>
    public void Wait(FleetTurn turn)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(turn.Gate, out var line))
            {
                _waiting.Add(turn.Gate, line = new Queue<FleetTurn>());
            }

            line.Enqueue(_waitingCount < MaxWhole ? turn : turn with { Member = turn.Member.Forget() });
            _waitingCount++;
        }
    }

    /// <summary>A secret has been decided on; if it is to be rotated, it waits already.</summary>
    public void Decided()
    {
        lock (_lock)
        {
            _undecided--;
        }

        Change();
    }

    /// <summary>A secret needs its place no more.</summary>
    public void Leave(FleetTurn turn)
    {
        turn.Gate.Leave();
        Change();
    }

    /// <summary>What there is to do, as it can be done; each is asked for when a worker is free.</summary>
    /// <param name="count">How many secrets are taken, those not counted that are left alone.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<FleetWork> TakeAsync(int count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!_stopped.IsCompleted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var changed = Volatile.Read(ref _changed).Task;
            if (TakeWaiting() is { } turn)
            {
                yield return new FleetWork.Rotate(turn);
                continue;
            }

            if (HasMore && count > 0 && HasRoom())
            {
                _next ??= _members.MoveNextAsync().AsTask();
            }

            if (_next is null && IsIdle())
            {
                yield break;
            }

            // Where the search has failed, what it found before is rotated first.
            if (_next is not { IsCompleted: true } || (!_next.IsCompletedSuccessfully && !IsIdle()))
            {
                var heard = _next is { IsCompleted: false } ? Task.WhenAny(_next, changed, _stopped) : Task.WhenAny(changed, _stopped);
                await heard.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            HasMore = await _next.ConfigureAwait(false);
            _next = null;
            if (HasMore)
            {
                // What is left alone does not count: a canary is a secret that was rotated.
                count -= _members.Current.LeftBecause is null ? 1 : 0;
                lock (_lock)
                {
                    _undecided++;
                }

                yield return new FleetWork.Decide(_members.Current);
            }
        }
    }

    /// <summary>
    /// What was not begun before nothing further was to be: first what waits, then what is still to come. Nobody may take
    /// anything else meanwhile.
    /// </summary>
    public async IAsyncEnumerable<FleetMember> TakeLeftAsync()
    {
        foreach (var turn in _waiting.Values.SelectMany(line => line))
        {
            yield return turn.Member;
        }

        while (HasMore)
        {
            HasMore = await (_next ?? _members.MoveNextAsync().AsTask()).ConfigureAwait(false);
            _next = null;
            if (HasMore)
            {
                yield return _members.Current;
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change() => Interlocked.Exchange(ref _changed, NewSignal()).SetResult();

    private bool HasRoom()
    {
        lock (_lock)
        {
            return _waitingCount + _undecided < MaxWaiting;
        }
    }

    /// <summary>Whether nobody waits, and nobody is about to.</summary>
    private bool IsIdle()
    {
        lock (_lock)
        {
            return _waitingCount + _undecided == 0;
        }
    }

    /// <returns>A secret that has got its place; null where every server that somebody waits for is full.</returns>
    private FleetTurn? TakeWaiting()
    {
        lock (_lock)
        {
            foreach (var (gate, line) in _waiting)
            {
                if (gate.TryEnter())
                {
                    var turn = line.Dequeue();
                    _waitingCount--;
                    if (line.Count == 0)
                    {
                        _waiting.Remove(gate);
                    }

                    return turn;
                }
            }

            return null;
        }
    }
}
