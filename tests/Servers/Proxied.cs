namespace RotationPS.Servers;

/// <summary>What has come through a <see cref="FaultyProxy"/> since it was last told what to do.</summary>
public sealed class Proxied
{
    private readonly ProxyFault? _fault;
    private readonly Lock _lock = new();
    private readonly List<ProxiedConnection> _connections = [];

    internal Proxied(ProxyFault? fault) => _fault = fault;

    /// <summary>The connections, in the order they came.</summary>
    public IReadOnlyList<ProxiedConnection> Connections
    {
        get
        {
            lock (_lock)
            {
                return [.. _connections];
            }
        }
    }

    /// <summary>Whether the fault has happened.</summary>
    public bool HasStruck => Connections.Any(connection => connection.IsStruck);

    internal ProxiedConnection Add()
    {
        lock (_lock)
        {
            var connection = new ProxiedConnection(FaultOf(_connections.Count));
            _connections.Add(connection);
            return connection;
        }
    }

    private ProxyFault? FaultOf(int connection) => _fault switch
    {
        { Stays: true } when connection > _fault.Connection => _fault with { Connection = connection, Kind = ProxyFaultKind.Refuse },
        { } when connection == _fault.Connection => _fault,
        _ => null,
    };
}
