using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.Tests;

/// <summary>Passes bytes from an address of this machine that is not loopback to a port that is, so that a server on loopback looks remote.</summary>
internal sealed class Relay : IDisposable
{
    private readonly TcpListener _listener;
    private readonly int _port;

    private Relay(IPAddress address, int port)
    {
        (_listener, _port) = (new TcpListener(address, 0), port);
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>A relay to a port of 127.0.0.1; the test is skipped on a machine without a network.</summary>
    public static Relay To(int port)
    {
        var address = NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus == OperationalStatus.Up)
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(candidate => candidate.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(candidate));
        Assert.SkipWhen(address is null, "This machine has no address other than loopback.");
        return new Relay(address!, port);
    }

    /// <summary>The same login, but through the relay.</summary>
    public Login Through(Login login)
    {
        var here = (IPEndPoint)_listener.LocalEndpoint;
        return login with { Server = login.Server with { Host = here.Address.ToString(), Port = here.Port } };
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = PassAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The relay has been disposed.
        }
    }

    private async Task PassAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            await far.ConnectAsync(IPAddress.Loopback, _port);
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
        }
    }
}
