using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using RotationPS.Servers.SqlServer.Wire;

namespace RotationPS.Servers.SqlServer;

/// <summary>
/// Speaks SQL Server's protocol (TDS 7.4) on a port of this machine, so that a real client connects, and asks an <see cref="ISqlEngine"/> for every answer.
/// Source: the open specification [MS-TDS], https://learn.microsoft.com/openspecs/windows_protocols/ms-tds.
/// </summary>
public sealed class TdsEndpoint : IAsyncDisposable
{
    // One for all: to make a key takes longer than most tests.
    private static readonly Lazy<SelfSignedCertificate> _certificate = new(SelfSignedCertificate.Create);

    private readonly TcpListener _listener;
    private readonly WireSettings _settings;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<int, Task> _connections = new();
    private readonly Task _accepting;
    private int _isDisposed;

    private TdsEndpoint(ISqlEngine engine, TdsEndpointOptions options)
    {
        _settings = new WireSettings(engine, options.Encryption, options.Encryption is TdsEncryption.NotSupported ? null : _certificate.Value.ToServe());
        _listener = new TcpListener(IPAddress.Loopback, options.Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The self-signed certificate, for localhost and 127.0.0.1; null where the endpoint does not encrypt.</summary>
    public X509Certificate2? Certificate => _settings.Certificate;

    /// <summary>How many connections are open, logged in or not.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>What the engine threw, and what the protocol asked for that the endpoint does not know; clients saw it as error 50000.</summary>
    public IReadOnlyCollection<Exception> Failures => _settings.Failures;

    /// <summary>Starts an endpoint.</summary>
    /// <param name="engine">Who answers.</param>
    /// <param name="options">The set-up; the defaults where null.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static Task<TdsEndpoint> StartAsync(ISqlEngine engine, TdsEndpointOptions? options = null) =>
        Task.FromResult(new TdsEndpoint(engine, options ?? new TdsEndpointOptions()));

    /// <summary>Gives the <see cref="Failures"/> to a test that expects them, and forgets them.</summary>
    public IReadOnlyList<Exception> TakeFailures()
    {
        var failures = new List<Exception>();
        while (_settings.Failures.TryDequeue(out var failure))
        {
            failures.Add(failure);
        }
        return failures;
    }

    /// <summary>Ends all connections and frees the port.</summary>
    /// <exception cref="AggregateException">There are <see cref="Failures"/>: what a test saw was not what a server does.</exception>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }
        await _stopping.CancelAsync().ConfigureAwait(false);

        // First the accepting ends: a listener that has been stopped refuses to accept with an error of its own.
        await _accepting.ConfigureAwait(false);
        _listener.Stop();
        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
        _settings.Certificate?.Dispose();
        _stopping.Dispose();
        if (TakeFailures() is { Count: > 0 } failures)
        {
            throw new AggregateException("The endpoint was asked for something that neither it nor its engine knows.", failures);
        }
    }

    private async Task AcceptAsync()
    {
        for (var number = 51; !_stopping.IsCancellationRequested; number++)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_stopping.Token).ConfigureAwait(false);
                socket.NoDelay = true;
                Serve(new TdsConnection(socket, number, _settings), number);
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Serve(TdsConnection connection, int number)
    {
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[number] = ServeAsync();
        begin.SetResult();

        async Task ServeAsync()
        {
            await begin.Task.ConfigureAwait(false);
            await connection.ServeAsync(_stopping.Token).ConfigureAwait(false);
            _connections.TryRemove(number, out _);
        }
    }
}
