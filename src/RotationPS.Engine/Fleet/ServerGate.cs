namespace RotationPS.Engine.Fleet;

/// <summary>The places at one database server: each is for one rotation, with all its connections.</summary>
/// <param name="server">The server.</param>
/// <param name="places">How many places there are.</param>
internal sealed class ServerGate(string server, int places)
{
    private readonly object _lock = new();
    private int _free = places;

    /// <summary>What stands for the server.</summary>
    public string Server => server;

    /// <summary>How many places are free.</summary>
    public int FreePlaces
    {
        get
        {
            lock (_lock)
            {
                return _free;
            }
        }
    }

    /// <summary>Takes a place, if there is one; it waits for none.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_free == 0)
            {
                return false;
            }

            _free--;
            return true;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _free++;
        }
    }
}
