namespace RotationPS.Servers;

/// <summary>What has flowed over one connection.</summary>
public sealed class ProxiedConnection
{
    private readonly Lock _lock = new();
    private readonly List<byte> _toServer = [];
    private readonly List<byte> _toClient = [];
    private readonly List<(ProxyDirection Direction, int Position)> _turns = [];
    private bool _isStruck;

    internal ProxiedConnection(ProxyFault? fault) => Fault = fault;

    /// <summary>
    /// Where each stretch of bytes of one direction began, in order: where the two sides take turns, these are the
    /// beginnings of requests and answers.
    /// </summary>
    public IReadOnlyList<(ProxyDirection Direction, int Position)> Turns
    {
        get
        {
            lock (_lock)
            {
                return [.. _turns];
            }
        }
    }

    /// <summary>Whether its fault has happened.</summary>
    public bool IsStruck => Volatile.Read(ref _isStruck);

    internal ProxyFault? Fault { get; }

    /// <summary>The bytes of one direction that have passed.</summary>
    public byte[] Bytes(ProxyDirection direction)
    {
        lock (_lock)
        {
            return [.. ListOf(direction)];
        }
    }

    internal void Add(ProxyDirection direction, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            var list = ListOf(direction);
            if (_turns.Count == 0 || _turns[^1].Direction != direction)
            {
                _turns.Add((direction, list.Count));
            }

            list.AddRange(bytes);
        }
    }

    internal void Strike() => Volatile.Write(ref _isStruck, true);

    private List<byte> ListOf(ProxyDirection direction) => direction is ProxyDirection.ToServer ? _toServer : _toClient;
}
