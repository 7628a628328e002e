namespace RotationPS.Servers.MariaDb;

/// <summary>How a private MariaDB server is set up.</summary>
public sealed record MariaDbServerOptions
{
    /// <summary>Whether it offers TLS, with a certificate that nobody trusts. Default: no.</summary>
    public bool Tls { get; init; }

    /// <summary>More options of mariadbd, without the two dashes, for example <c>lock-wait-timeout=5</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}
