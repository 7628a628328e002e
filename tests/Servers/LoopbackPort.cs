using System.Net;
using System.Net.Sockets;

namespace RotationPS.Servers;

/// <summary>Chooses ports for servers that are told theirs.</summary>
internal static class LoopbackPort
{
    /// <summary>A port that is free now; another program may take it before the server does.</summary>
    public static int FindFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
