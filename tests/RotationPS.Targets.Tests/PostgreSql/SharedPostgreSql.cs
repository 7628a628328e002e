using RotationPS.Engine.Accounts;
using RotationPS.Servers;
using RotationPS.Targets.Tests.PostgreSql;

[assembly: AssemblyFixture(typeof(SharedPostgreSql))]

namespace RotationPS.Targets.Tests.PostgreSql;

/// <summary>The PostgreSQL servers of this assembly's tests: one without TLS that logs every statement, and one with TLS.</summary>
public sealed class SharedPostgreSql : IAsyncLifetime
{
    /// <summary>An account that pg_hba.conf turns away.</summary>
    public const string TurnedAway = "turned_away";

    /// <summary>An account that is let in without a password.</summary>
    public const string Trusted = "trusted";

    /// <summary>An account that is asked for its password in clear.</summary>
    public const string InClear = "in_clear";

    /// <summary>An account that is asked for no password at all, but for what its machine says of it.</summary>
    public const string ByIdent = "by_ident";

    /// <summary>An account that must use TLS.</summary>
    public const string Encrypted = "encrypted";

    public PostgreSqlServer Plain { get; private set; } = null!;

    public PostgreSqlServer Tls { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Plain = await PostgreSqlServer.StartAsync(new PostgreSqlServerOptions
        {
            LogStatements = true,
            HostRules = [$"host all {TurnedAway} all reject", $"host all {Trusted} all trust", $"host all {InClear} all password", $"host all {ByIdent} all ident"],
        });
        Tls = await PostgreSqlServer.StartAsync(new PostgreSqlServerOptions
        {
            Tls = true,
            HostRules = [$"hostnossl all {Encrypted} all reject"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Plain.DisposeAsync();
        await Tls.DisposeAsync();
    }

    public static Login LoginTo(PostgreSqlServer server) => new(
        new ServerAddress(server.Host, server.Port, "postgres", null),
        new AccountName(server.Login),
        new Password(server.Password));
}
