namespace RotationPS.Servers;

/// <summary>What a <see cref="FaultyProxy"/> does to a connection.</summary>
public enum ProxyFaultKind
{
    /// <summary>Closes it in order: what has passed arrives, and then comes the end.</summary>
    Truncate,

    /// <summary>Resets it: each side sees an error, and may lose what it has not read yet.</summary>
    Reset,

    /// <summary>Leaves it open and passes nothing more in either direction.</summary>
    BlackHole,

    /// <summary>Holds this direction back until <see cref="ProxyFault.Until"/> completes, then passes everything.</summary>
    Delay,

    /// <summary>Resets it at once, before the server hears of it.</summary>
    Refuse,
}
