namespace RotationPS.Engine.Accounts;

/// <summary>Where an account lives.</summary>
/// <param name="Host">A host name or an IP address.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Database">The database to connect to; null where the engine needs none.</param>
/// <param name="Ssl">
/// True: encrypted, certificate and host verified. False: not encrypted. Null: encrypted, except that a loopback address
/// may do without. See <see cref="MayBePlain"/>.
/// </param>
public sealed record ServerAddress(string Host, int Port, string? Database, bool? Ssl)
{
    /// <summary>
    /// Whether a connection without encryption is acceptable: the secret says so, or it says nothing and the host is
    /// written as a loopback address. A name other than <c>localhost</c> never counts as loopback, whatever it resolves to.
    /// </summary>
    public bool MayBePlain => Ssl is false || (Ssl is null && IsLoopback);

    /// <summary>Whether the host is written as a loopback address.</summary>
    public bool IsLoopback =>
        string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (System.Net.IPAddress.TryParse(Host, out var address) && System.Net.IPAddress.IsLoopback(address));

    /// <summary>Whether both are the same server, whatever the database.</summary>
    /// <param name="other">The other address.</param>
    public bool IsSameServerAs(ServerAddress other) =>
        Port == other.Port && string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>Host and port.</summary>
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
