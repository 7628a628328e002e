using RotationPS.Resilience.Tests.Stage;
using RotationPS.Servers;

[assembly: AssemblyFixture(typeof(StageServer))]

namespace RotationPS.Resilience.Tests.Stage;

/// <summary>The PostgreSQL server that the tests of this assembly share; none of them may stop it.</summary>
public sealed class StageServer : IAsyncLifetime
{
    public PostgreSqlServer PostgreSql { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        PostgreSql = await PostgreSqlServer.StartAsync(new PostgreSqlServerOptions
        {
            Settings = new Dictionary<string, string> { ["max_connections"] = "300" },
        });

    public ValueTask DisposeAsync() => PostgreSql.DisposeAsync();
}
