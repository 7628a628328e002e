namespace RotationPS.Engine.Fleet;

/// <summary>
/// Lets one run at a time write to a log. To append takes .NET two calls, one that finds the end and one that writes there,
/// so two runs at once would write over each other's lines. Whoever writes has a file beside the log open meanwhile that
/// nobody else can open, by its share mode on Windows and by <c>flock</c> elsewhere; from a process that dies the system
/// takes it. The log itself stays open to everybody, for collectors and <c>Get-Content -Wait</c> follow it all the time.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="clock">Tells how long it waits.</param>
internal sealed class LogTurn(string log, TimeProvider clock)
{
    // A turn takes less than a millisecond; whoever waits so long waits for a process that is suspended.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    private readonly string _path = log + ".lock";

    /// <summary>Waits until it is this run's turn, for some seconds at the most.</summary>
    /// <returns>Ends the turn; null where there can be no such file, so that the run writes without.</returns>
    /// <exception cref="IOException">It is never this run's turn.</exception>
    public IDisposable? Take()
    {
        var start = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (UnauthorizedAccessException)
            {
                return null;
            }
            catch (IOException) when (!File.Exists(_path))
            {
                return null;
            }
            catch (IOException) when (clock.GetElapsedTime(start) < _limit)
            {
                Thread.Sleep(1);
            }
        }
    }
}
