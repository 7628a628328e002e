using System.Collections.Concurrent;
using System.Management.Automation;

namespace RotationPS.Commands;

/// <summary>
/// Work of the engine on other threads, whose events are written on the pipeline's own. It ends only when the work has
/// ended: stop means cancel, then wait, so that nothing between Set and Finish is left half done.
/// </summary>
internal sealed class BackgroundWork<TEvent> : IDisposable
{
    private readonly BlockingCollection<TEvent> _events = [];
    private readonly CancellationTokenSource _stop;
    private readonly Task _worker;

    /// <param name="work">The work; it is given a way to report and a token that stops it.</param>
    /// <param name="stop">What stops it.</param>
    public BackgroundWork(Func<Action<TEvent>, CancellationToken, Task> work, CancellationToken stop)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _worker = Task.Run(async () =>
        {
            try
            {
                await work(Report, _stop.Token).ConfigureAwait(false);
            }
            finally
            {
                _events.CompleteAdding();
            }
        });
    }

    /// <summary>Writes what has been reported until now.</summary>
    public void Drain(Action<TEvent> write) => Guard(() =>
    {
        foreach (var reported in TakeUnwritten())
        {
            write(reported);
        }
    });

    /// <summary>Writes what is reported until the work has ended.</summary>
    /// <exception cref="PipelineStoppedException">It was stopped.</exception>
    public void Finish(Action<TEvent> write)
    {
        Guard(() =>
        {
            foreach (var reported in _events.GetConsumingEnumerable())
            {
                write(reported);
            }
        });

        try
        {
            _worker.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>What has been reported and not been written.</summary>
    public IEnumerable<TEvent> TakeUnwritten()
    {
        while (_events.TryTake(out var reported))
        {
            yield return reported;
        }
    }

    /// <summary>Stops the work and waits for its end.</summary>
    public void Abandon()
    {
        _stop.Cancel();
        Task.WaitAny(_worker);
    }

    /// <summary>Stops the work, where it has not ended.</summary>
    public void Dispose()
    {
        if (!_worker.IsCompleted)
        {
            Abandon();
        }

        _events.Dispose();
        _stop.Dispose();
    }

    private void Report(TEvent reported)
    {
        try
        {
            _events.Add(reported);
        }
        catch (InvalidOperationException) when (_events.IsAddingCompleted)
        {
            // The work has ended, so what somebody else reports about it concerns nobody any more.
        }
    }

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch
        {
            Abandon();
            throw;
        }
    }
}
