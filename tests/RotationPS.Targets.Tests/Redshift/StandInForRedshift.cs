using RotationPS.Engine.Accounts;
using RotationPS.Servers;
using RotationPS.Targets.Tests.Redshift;

[assembly: AssemblyFixture(typeof(StandInForRedshift))]

namespace RotationPS.Targets.Tests.Redshift;

/// <summary>
/// A PostgreSQL server that stands in for Redshift, as far as the two have the same statements: it keeps passwords as MD5
/// hashes and asks for the proof of one. It is no Redshift: none has taken part in any test.
/// </summary>
public sealed class StandInForRedshift : IAsyncLifetime
{
    /// <summary>An account that is let in without a password.</summary>
    public const string Trusted = "redshift_trusted";

    /// <summary>An account that must use TLS.</summary>
    public const string Encrypted = "redshift_encrypted";

    public PostgreSqlServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await PostgreSqlServer.StartAsync(new PostgreSqlServerOptions
    {
        LogStatements = true,
        HostRules = [$"host all {Trusted} all trust", $"hostnossl all {Encrypted} all reject", "host all all all md5"],
        Settings = new Dictionary<string, string> { ["password_encryption"] = "md5" },
    });

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>How an account logs in there.</summary>
    public Login LoginOf(string user, string password) => new(
        new ServerAddress(Server.Host, Server.Port, "postgres", null), new AccountName(user), new Password(password));
}
