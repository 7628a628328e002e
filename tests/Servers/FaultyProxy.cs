using System.Net;
using System.Net.Sockets;

namespace RotationPS.Servers;

/// <summary>
/// A port on loopback that passes every connection on to another one there, records what flows, and strikes where a test
/// has said: after so many bytes of one direction of one connection. Nothing depends on the time.
/// </summary>
public sealed class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly List<Task> _passages = [];
    private readonly Task _accepting;
    private readonly int _port;
    private CancellationTokenSource _hangingUp = new();
    private Proxied _current = new(null);

    private FaultyProxy(int port)
    {
        _port = port;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>The port to give to a client.</summary>
    public int Port { get; }

    /// <summary>Starts a proxy.</summary>
    /// <param name="port">The server's port on 127.0.0.1.</param>
    public static FaultyProxy To(int port) => new(port);

    /// <summary>Passes everything on from now, and counts connections from zero.</summary>
    public Proxied Record() => Begin(null);

    /// <summary>Counts connections from zero, and strikes as the fault says.</summary>
    public Proxied Arm(ProxyFault fault) => Begin(fault);

    /// <summary>Returns when every connection so far has ended on both sides.</summary>
    public Task QuietAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_passages);
        }
    }

    /// <summary>Resets every connection there is, on both sides; new ones may come.</summary>
    public async Task HangUpAsync()
    {
        CancellationTokenSource hangingUp;
        Task quiet;
        lock (_lock)
        {
            (hangingUp, _hangingUp) = (_hangingUp, new CancellationTokenSource());
            quiet = QuietAsync();
        }

        await hangingUp.CancelAsync();
        await quiet;
        hangingUp.Dispose();
    }

    /// <summary>Ends every connection, and takes no more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();

        // First the accepting ends: a listener that has been stopped refuses to accept with an error of its own.
        await _accepting;
        _listener.Dispose();
        await HangUpAsync();
        _hangingUp.Dispose();
        _stopping.Dispose();
    }

    private Proxied Begin(ProxyFault? fault)
    {
        lock (_lock)
        {
            return _current = new Proxied(fault);
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stopping.Token);
                lock (_lock)
                {
                    _passages.Add(new Passage(client, _current.Add(), _hangingUp.Token).RunAsync(_port));
                }
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy has been disposed.
        }
    }
}
