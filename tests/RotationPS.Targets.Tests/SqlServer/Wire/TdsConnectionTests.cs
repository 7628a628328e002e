using Microsoft.Data.SqlClient;
using RotationPS.Servers.SqlServer;

namespace RotationPS.Targets.Tests.SqlServer.Wire;

/// <summary>An endpoint with an engine behind it that says what a test has told it to, and a client that is connected.</summary>
public abstract class TdsConnectionTests : IAsyncLifetime
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected ScriptedEngine Engine { get; } = new();

    protected TdsEndpoint Endpoint { get; private set; } = null!;

    protected SqlConnection Connection { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Endpoint = await TdsEndpoint.StartAsync(Engine);
        Connection = await Client.OpenAsync(Endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await Endpoint.DisposeAsync();
    }
}
