using RotationPS.Servers.MariaDb;
using RotationPS.Targets.Tests.MySql;

[assembly: AssemblyFixture(typeof(SharedMariaDb))]

namespace RotationPS.Targets.Tests.MySql;

/// <summary>The MariaDB servers of this assembly's tests: one without TLS and one with it. Both write down every statement.</summary>
public sealed class SharedMariaDb : IAsyncLifetime
{
    public MariaDbServer Plain { get; private set; } = null!;

    public MariaDbServer Tls { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Plain = await MariaDbServer.StartAsync();
        Tls = await MariaDbServer.StartAsync(new MariaDbServerOptions { Tls = true });
    }

    public async ValueTask DisposeAsync()
    {
        await Plain.DisposeAsync();
        await Tls.DisposeAsync();
    }
}
