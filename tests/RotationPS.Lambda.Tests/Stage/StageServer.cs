using RotationPS.Lambda.Tests.Stage;
using RotationPS.Servers;

[assembly: AssemblyFixture(typeof(StageServer))]

namespace RotationPS.Lambda.Tests.Stage;

/// <summary>The PostgreSQL server that the tests of this assembly share. It logs every statement and every login.</summary>
public sealed class StageServer : IAsyncLifetime
{
    public PostgreSqlServer PostgreSql { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        PostgreSql = await PostgreSqlServer.StartAsync(new PostgreSqlServerOptions { LogStatements = true });

    public ValueTask DisposeAsync() => PostgreSql.DisposeAsync();
}
