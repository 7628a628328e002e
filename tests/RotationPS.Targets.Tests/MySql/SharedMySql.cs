using RotationPS.Engine.Accounts;
using RotationPS.Servers.MySql;
using RotationPS.Targets.Tests.MySql;

[assembly: AssemblyFixture(typeof(SharedMySql))]

namespace RotationPS.Targets.Tests.MySql;

/// <summary>The MySQL server of this assembly's tests, where the environment names one; the tests on it are skipped else.</summary>
public sealed class SharedMySql : IAsyncLifetime
{
    private MySqlServer? _server;

    /// <summary>The server; a test that asks for one that is not there is skipped.</summary>
    public MySqlServer Server
    {
        get
        {
            Assert.SkipWhen(_server is null, $"No MySQL server is named in {MySqlServer.Variable}.");
            return _server!;
        }
    }

    public async ValueTask InitializeAsync() => _server = await MySqlServer.FindAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    public static Login LoginTo(MySqlProtocolServer server) => new(
        new ServerAddress(server.Host, server.Port, null, null), new AccountName(server.Login), new Password(server.Password));
}
