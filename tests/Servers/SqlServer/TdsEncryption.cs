namespace RotationPS.Servers.SqlServer;

/// <summary>Whether a <see cref="TdsEndpoint"/> encrypts.</summary>
public enum TdsEncryption
{
    /// <summary>As the client likes; of one that does not ask for it, only the login is encrypted.</summary>
    Optional,

    /// <summary>Every connection is encrypted as a whole, as with "Force Encryption" on a server.</summary>
    Required,

    /// <summary>No connection is encrypted, as with a server that has no certificate.</summary>
    NotSupported,
}
