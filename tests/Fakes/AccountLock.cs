namespace RotationPS.Fakes;

/// <summary>One advisory lock: a holder that may take it repeatedly, and those who wait, first come first served.</summary>
internal sealed class AccountLock
{
    private readonly LinkedList<(InMemorySession Session, TaskCompletionSource Granted)> _waiting = [];
    private InMemorySession? _holder;

    public Task Enter(InMemorySession session)
    {
        if (_holder is null || _holder == session)
        {
            _holder = session;
            return Task.CompletedTask;
        }

        var granted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.AddLast((session, granted));
        return granted.Task;
    }

    /// <summary>Takes a session out, whether it holds the lock or waits for it, and lets the next one in.</summary>
    public void Leave(InMemorySession session)
    {
        for (var node = _waiting.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.Session == session)
            {
                _waiting.Remove(node);
                node.Value.Granted.TrySetCanceled();
            }

            node = next;
        }

        if (_holder == session)
        {
            _holder = null;
            if (_waiting.First is { } first)
            {
                _waiting.RemoveFirst();
                _holder = first.Value.Session;
                first.Value.Granted.TrySetResult();
            }
        }
    }

    public bool IsHeldBy(InMemorySession session) => _holder == session;
}
