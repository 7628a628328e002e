namespace RotationPS.Targets.PgWire;

/// <summary>What differs between the kinds of server that speak PostgreSQL's protocol, for who connects to them.</summary>
internal sealed record PgWireOptions
{
    /// <summary>The database where a login names none.</summary>
    public required string DefaultDatabase { get; init; }

    /// <summary>The proofs of a password that a server may ask for, in the words of Npgsql.</summary>
    public required string Proofs { get; init; }

    /// <summary>The same for a server whose certificate and host are verified.</summary>
    public required string ProofsToVerifiedServer { get; init; }

    /// <summary>How many statements a session keeps prepared; 0 for none.</summary>
    public int KeptStatements { get; init; }

    /// <summary>How long a connection may take, login included.</summary>
    public required TimeSpan Connect { get; init; }

    /// <summary>How long the driver waits for the answer to a statement.</summary>
    public required TimeSpan Answer { get; init; }
}
