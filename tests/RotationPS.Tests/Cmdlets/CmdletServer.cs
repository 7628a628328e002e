using RotationPS.Servers;
using RotationPS.Tests.Cmdlets;
using Xunit;

[assembly: AssemblyFixture(typeof(CmdletServer))]

namespace RotationPS.Tests.Cmdlets;

/// <summary>The PostgreSQL server of this assembly's tests. It logs every statement and every login.</summary>
public sealed class CmdletServer : IAsyncLifetime
{
    public PostgreSqlServer PostgreSql { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        PostgreSql = await PostgreSqlServer.StartAsync(new PostgreSqlServerOptions
        {
            LogStatements = true,
            Settings = new Dictionary<string, string> { ["max_connections"] = "200" },
        });

    public ValueTask DisposeAsync() => PostgreSql.DisposeAsync();
}
