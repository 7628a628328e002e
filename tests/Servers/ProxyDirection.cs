namespace RotationPS.Servers;

/// <summary>Which way bytes flow through a <see cref="FaultyProxy"/>.</summary>
public enum ProxyDirection
{
    /// <summary>From the client.</summary>
    ToServer,

    /// <summary>From the server.</summary>
    ToClient,
}
