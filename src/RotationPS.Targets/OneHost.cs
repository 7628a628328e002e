using System.Net;

namespace RotationPS.Targets;

/// <summary>Tells one host from what a driver would take for something else.</summary>
internal static class OneHost
{
    /// <summary>Characters that mean something else to drivers than one host: several of them, a port, a socket's folder.</summary>
    private const string NotInHost = ",;/\\@='\"";

    /// <summary>Whether a text is one host name or one IP address that can be connected to.</summary>
    public static bool Is(string host) =>
        host.Length > 0
        && !host.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || NotInHost.Contains(character))
        && (IPAddress.TryParse(host, out var address)
            ? !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            : !host.Contains(':') && Uri.CheckHostName(host) != UriHostNameType.Unknown);
}
