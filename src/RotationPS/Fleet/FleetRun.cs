using System.Threading.Channels;
using RotationPS.Commands;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;

namespace RotationPS.Fleet;

/// <summary>
/// The rotation of many secrets in the background of a cmdlet. What it reports are <see cref="FleetEvent"/>s and
/// <see cref="FleetQuestion"/>s.
/// </summary>
internal sealed class FleetRun : IDisposable
{
    // So many results may wait for the pipeline. A pipeline that is slower than the rotations slows them then, so that what
    // waits for it does not fill the memory.
    private const int MaxUnwritten = 1000;

    private readonly Channel<SecretId> _ids = Channel.CreateUnbounded<SecretId>();
    private readonly FleetReader _reader;
    private readonly BackgroundWork<object> _work;
    private FleetRotator? _rotator;
    private int _named;
    private int _unwritten;
    private bool _isComplete;

    /// <param name="environment">What it works with.</param>
    /// <param name="options">What the caller decides.</param>
    /// <param name="search">The secrets to find, and to rotate where it is their time; null for those of <see cref="Add"/>.</param>
    /// <param name="waitsForEach">Whether a worker begins another secret only once the result of the last one has been dealt with.</param>
    /// <param name="log">Hears what happens; null for none.</param>
    /// <param name="stop">What stops it.</param>
    public FleetRun(RotationEnvironment environment, FleetOptions options, FleetQuery? search, bool waitsForEach, RotationLog? log, CancellationToken stop)
    {
        _reader = new FleetReader(environment);
        _work = new BackgroundWork<object>(
            async (report, token) =>
            {
                void Tell(FleetEvent happened)
                {
                    log?.Write(happened);
                    report(happened);
                }

                _rotator = new FleetRotator(
                    environment, options, member => AskAsync(member, report, token), Tell, ending => PauseAsync(report, waitsForEach, ending));
                try
                {
                    var members = search is null ? _reader.ReadAsync(_ids.Reader, token) : _reader.FindDueAsync(search, token);
                    await _rotator.RotateAsync(members, token).ConfigureAwait(false);
                }
                catch (RotationException failure)
                {
                    // What was found before the search failed has been rotated.
                    Tell(new FleetEvent.SearchFailed(failure));
                }
            },
            stop);
    }

    /// <summary>How many secrets there are; null as long as that is not known.</summary>
    public int? Total => _isComplete ? _named : _reader.Total;

    /// <summary>Adds a secret that somebody has named and approved.</summary>
    public void Add(SecretId secret)
    {
        _named++;
        _ids.Writer.TryWrite(secret);
    }

    /// <summary>Writes what has been reported until now.</summary>
    public void Drain(Action<object> write) => _work.Drain(reported => Hand(reported, write));

    /// <summary>Takes no further secret, and writes what is reported until all has ended.</summary>
    public void Finish(Action<object> write)
    {
        _isComplete = _named > 0;
        _ids.Writer.TryComplete();
        _work.Finish(reported => Hand(reported, write));
    }

    /// <summary>Whether nothing further is begun.</summary>
    public bool IsStopped => _rotator?.IsStopped ?? false;

    /// <summary>Keeps further secrets from being begun.</summary>
    public void Stop(string reason) => _rotator!.Stop(reason);

    /// <summary>Counts a failure of what was to be done after a rotation.</summary>
    public void CountFailure() => _rotator!.CountFailure();

    /// <summary>Stops it, waits for its end, and gives what has come to an end and has not been written.</summary>
    public IEnumerable<RotationOutcome> Abandon()
    {
        _work.Abandon();
        return _work.TakeUnwritten().OfType<FleetEvent.Ended>().Select(ended => ended.Outcome);
    }

    /// <summary>Stops it and waits, where it has not ended.</summary>
    public void Dispose() => _work.Dispose();

    private async Task PauseAsync(Action<object> report, bool waitsForEach, CancellationToken cancellationToken)
    {
        var mark = new FleetMark();
        var isFull = Interlocked.Increment(ref _unwritten) > MaxUnwritten;
        report(mark);
        if (waitsForEach || isFull)
        {
            await mark.Reached.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Hand(object reported, Action<object> write)
    {
        if (reported is FleetMark mark)
        {
            Interlocked.Decrement(ref _unwritten);
            mark.Reach();
        }
        else
        {
            write(reported);
        }
    }

    private static async Task<bool> AskAsync(FleetMember member, Action<object> report, CancellationToken cancellationToken)
    {
        if (member.DueBecause is null)
        {
            return true;
        }

        var question = new FleetQuestion(member);
        report(question);
        return await question.Answered.WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}
