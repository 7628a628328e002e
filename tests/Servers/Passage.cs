using System.Net;
using System.Net.Sockets;

namespace RotationPS.Servers;

/// <summary>One connection on its way through a <see cref="FaultyProxy"/>.</summary>
internal sealed class Passage(Socket client, ProxiedConnection connection, CancellationToken stopping)
{
    private const int BufferSize = 16 * 1024;

    private static readonly LingerOption Abruptly = new(enable: true, seconds: 0);

    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Passes bytes until both sides have ended.</summary>
    /// <param name="port">The server's port on 127.0.0.1.</param>
    public async Task RunAsync(int port)
    {
        using var near = client;
        using var far = _server;
        try
        {
            if (connection.Fault is { Kind: ProxyFaultKind.Refuse })
            {
                connection.Strike();
                Reset();
                return;
            }

            client.NoDelay = true;
            await _server.ConnectAsync(IPAddress.Loopback, port, stopping);
            await Task.WhenAll(
                PassAsync(client, _server, ProxyDirection.ToServer),
                PassAsync(_server, client, ProxyDirection.ToClient));
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side has broken the connection off, or the proxy ends: the other side shall notice.
            Reset();
        }
    }

    private async Task PassAsync(Socket from, Socket to, ProxyDirection direction)
    {
        try
        {
            await PassUntilEndAsync(from, to, direction);
        }
        catch
        {
            // The other direction must not wait for bytes that cannot come any more.
            Reset();
            throw;
        }
    }

    private async Task PassUntilEndAsync(Socket from, Socket to, ProxyDirection direction)
    {
        var fault = connection.Fault is { } planned && planned.Direction == direction ? planned : null;
        var position = 0;
        if (fault is { Position: 0 })
        {
            await StrikeAsync(fault);
        }

        var buffer = new byte[BufferSize];
        while (await from.ReceiveAsync(buffer, stopping) is var received && received > 0)
        {
            var rest = buffer.AsMemory(0, received);
            if (fault is not null && !connection.IsStruck && position + received >= fault.Position)
            {
                var before = rest[..(fault.Position - position)];
                if (direction is ProxyDirection.ToServer)
                {
                    // A server may answer these bytes before the rest of the fault has happened, and must not be heard any more.
                    connection.Strike();
                }

                await SendAsync(to, before, direction);
                await StrikeAsync(fault);
                rest = rest[before.Length..];
            }

            // What comes after the fault is read and dropped, so that nobody is held up by a full buffer.
            if (!connection.IsStruck || connection.Fault!.Kind is ProxyFaultKind.Delay)
            {
                await SendAsync(to, rest, direction);
            }

            position += received;
        }

        await EndAsync(to, direction);
    }

    private async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes, ProxyDirection direction)
    {
        if (!bytes.IsEmpty)
        {
            connection.Add(direction, bytes.Span);
            await to.SendAsync(bytes, stopping);
        }
    }

    private async Task StrikeAsync(ProxyFault fault)
    {
        connection.Strike();
        switch (fault.Kind)
        {
            case ProxyFaultKind.Truncate:
                client.Shutdown(SocketShutdown.Send);
                _server.Shutdown(SocketShutdown.Send);
                break;
            case ProxyFaultKind.Reset:
                Reset();
                break;
            case ProxyFaultKind.Delay:
                await fault.Until.WaitAsync(stopping);
                break;
        }
    }

    /// <summary>One side has ended; the other one hears of it, unless a black hole lies between.</summary>
    private async Task EndAsync(Socket to, ProxyDirection direction)
    {
        if (connection is { IsStruck: true, Fault.Kind: ProxyFaultKind.BlackHole })
        {
            if (direction is ProxyDirection.ToClient)
            {
                return;
            }

            if (connection.Fault.HidesDeparture)
            {
                await Task.Delay(Timeout.Infinite, stopping);
            }
        }

        if (connection is not { IsStruck: true, Fault.Kind: ProxyFaultKind.Truncate })
        {
            to.Shutdown(SocketShutdown.Send);
        }
    }

    private void Reset()
    {
        foreach (var side in new[] { client, _server })
        {
            try
            {
                side.LingerState = Abruptly;
                side.Close();
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                // This side is closed already.
            }
        }
    }
}
