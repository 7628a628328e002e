namespace RotationPS.Servers;

/// <summary>How a private PostgreSQL server is set up.</summary>
public sealed record PostgreSqlServerOptions
{
    /// <summary>Whether the server logs every statement it gets (<c>log_statement = all</c>).</summary>
    public bool LogStatements { get; init; }

    /// <summary>Whether the server offers TLS, with a certificate for localhost and 127.0.0.1 that it signed itself.</summary>
    public bool Tls { get; init; }

    /// <summary>Lines of pg_hba.conf that come before the one that lets everybody in with SCRAM.</summary>
    public IReadOnlyList<string> HostRules { get; init; } = [];

    /// <summary>More settings of postgresql.conf, by name.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
