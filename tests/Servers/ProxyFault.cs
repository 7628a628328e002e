namespace RotationPS.Servers;

/// <summary>Where and how a <see cref="FaultyProxy"/> strikes.</summary>
/// <param name="Connection">Which connection, from zero.</param>
/// <param name="Direction">Which of its directions.</param>
/// <param name="Position">How many bytes of that direction pass before it; 0 strikes before anything has passed.</param>
/// <param name="Kind">What happens then.</param>
public sealed record ProxyFault(int Connection, ProxyDirection Direction, int Position, ProxyFaultKind Kind)
{
    /// <summary>Whether the server stays away: every later connection is refused.</summary>
    public bool Stays { get; init; }

    /// <summary>Whether a server behind a black hole never hears that the client has left, until the proxy ends.</summary>
    public bool HidesDeparture { get; init; }

    /// <summary>What a delay waits for.</summary>
    public Task Until { get; init; } = Task.CompletedTask;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Kind} at byte {Position} {(Direction is ProxyDirection.ToServer ? "to the server" : "to the client")} of connection {Connection}{(Stays ? " and ever after" : string.Empty)}";
}
