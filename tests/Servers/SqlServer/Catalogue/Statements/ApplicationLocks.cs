namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>
/// The locks of sp_getapplock.
/// Source: https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-getapplock-transact-sql.
/// </summary>
internal sealed class ApplicationLocks
{
    private const int Granted = 0;
    private const int GrantedAfterWaiting = 1;
    private const int TimedOut = -1;

    private readonly object _gate = new();
    private readonly List<HeldLock> _held = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<int> TakeAsync(HeldLock wanted, int timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(timeout), clock);
        for (var isFirst = true; ; isFirst = false)
        {
            Task changed;
            lock (_gate)
            {
                if (IsFreeFor(wanted.Session, wanted.Name, wanted.Mode))
                {
                    _held.Add(wanted);
                    return isFirst ? Granted : GrantedAfterWaiting;
                }

                changed = _changed.Task;
            }

            if (timeout == 0)
            {
                return TimedOut;
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                await changed.WaitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                return TimedOut;
            }
        }
    }

    public bool Release(CatalogueSession session, LockName name, bool isOfTransaction)
    {
        lock (_gate)
        {
            var index = _held.FindLastIndex(item => item.Session == session && item.Name == name && item.IsOfTransaction == isOfTransaction);
            if (index < 0)
            {
                return false;
            }

            _held.RemoveAt(index);
            Announce();
            return true;
        }
    }

    public void ReleaseTransaction(CatalogueSession session) => Release(item => item.Session == session && item.IsOfTransaction);

    public void ReleaseAll(CatalogueSession session) => Release(item => item.Session == session);

    public string? Mode(CatalogueSession session, LockName name)
    {
        lock (_gate)
        {
            return _held.Find(item => item.Session == session && item.Name == name)?.Mode;
        }
    }

    public bool IsFree(CatalogueSession session, LockName name, string mode)
    {
        lock (_gate)
        {
            return IsFreeFor(session, name, mode);
        }
    }

    private static bool AreCompatible(string one, string other) => (one.ToUpperInvariant(), other.ToUpperInvariant()) switch
    {
        ("EXCLUSIVE", _) or (_, "EXCLUSIVE") => false,
        ("SHARED", "INTENTEXCLUSIVE") or ("INTENTEXCLUSIVE", "SHARED") => false,
        ("UPDATE", "UPDATE") or ("UPDATE", "INTENTEXCLUSIVE") or ("INTENTEXCLUSIVE", "UPDATE") => false,
        _ => true,
    };

    private bool IsFreeFor(CatalogueSession session, LockName name, string mode) =>
        _held.TrueForAll(item => item.Name != name || item.Session == session || AreCompatible(item.Mode, mode));

    private void Release(Predicate<HeldLock> which)
    {
        lock (_gate)
        {
            if (_held.RemoveAll(which) > 0)
            {
                Announce();
            }
        }
    }

    private void Announce()
    {
        _changed.SetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
