namespace RotationPS.Servers.SqlServer;

/// <summary>How a <see cref="TdsEndpoint"/> is set up.</summary>
public sealed class TdsEndpointOptions
{
    /// <summary>The port on 127.0.0.1; a free one where 0.</summary>
    public int Port { get; init; }

    /// <summary>Whether it encrypts.</summary>
    public TdsEncryption Encryption { get; init; } = TdsEncryption.Optional;
}
