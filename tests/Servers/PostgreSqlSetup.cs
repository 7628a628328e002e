using System.Security.Cryptography;

namespace RotationPS.Servers;

/// <summary>What every host of a private server needs to know about it.</summary>
internal sealed class PostgreSqlSetup(PostgreSqlServerOptions options)
{
    public const string Superuser = "postgres";

    public string Password { get; } = RandomNumberGenerator.GetHexString(32);

    public SelfSignedCertificate? Certificate { get; } = options.Tls ? SelfSignedCertificate.Create() : null;

    /// <summary>The whole pg_hba.conf. There is no line without a password.</summary>
    public string HostRules => string.Join('\n',
    [
        .. options.HostRules,
        "local all all scram-sha-256",
        "host all all all scram-sha-256",
        string.Empty,
    ]);

    public IReadOnlyDictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>
        {
            // The data are thrown away, so nothing has to reach the disk.
            ["fsync"] = "off",
            ["synchronous_commit"] = "off",
            ["full_page_writes"] = "off",
            ["password_encryption"] = "scram-sha-256",
            ["timezone"] = "UTC",
            ["lc_messages"] = "C",
            ["log_connections"] = "on",
            ["log_disconnections"] = "on",
            ["log_line_prefix"] = "%m [%p] %q%u@%d ",
            ["log_statement"] = options.LogStatements ? "all" : "none",
            ["logging_collector"] = "off",
        };
        foreach (var (name, value) in options.Settings)
        {
            settings[name] = value;
        }

        return settings;
    }
}
