using System.Net;
using MySqlConnector;
using RotationPS.Servers.MySql;

namespace RotationPS.Servers.MariaDb;

/// <summary>
/// A real MariaDB server of our own: from programs on this machine, else from packages it installs where it is root. It
/// has a folder and a port of its own, writes every statement to a log and is gone when this process is.
/// </summary>
public sealed class MariaDbServer : MySqlProtocolServer, IAsyncDisposable
{
    private readonly LocalMariaDb _server;

    private MariaDbServer(LocalMariaDb server) => _server = server;

    /// <summary>The loopback address.</summary>
    public override string Host { get; } = IPAddress.Loopback.ToString();

    /// <inheritdoc/>
    public override int Port => _server.Port;

    /// <inheritdoc/>
    public override string Login => LocalMariaDb.Superuser;

    /// <summary>Its password, random for each server.</summary>
    public override string Password => _server.Password;

    /// <summary>The server's certificate; null without TLS.</summary>
    public string? CertificatePem => _server.Certificate?.CertificatePem;

    /// <inheritdoc/>
    protected override MySqlSslMode Encryption => CertificatePem is null ? MySqlSslMode.None : MySqlSslMode.Required;

    /// <summary>Starts a server.</summary>
    /// <param name="options">How it is set up.</param>
    /// <exception cref="ServerUnavailableException">No server could be had; the message says what to install.</exception>
    public static async Task<MariaDbServer> StartAsync(MariaDbServerOptions? options = null)
    {
        if (MariaDbBinaries.Find() is null && DebianPackages.CanInstall)
        {
            await DebianPackages.InstallAsync("mariadb-server");
        }

        var binaries = MariaDbBinaries.Find() ?? throw new ServerUnavailableException(
            "There is no MariaDB server: its programs (mariadbd, mariadb-install-db) are neither on PATH nor in the usual places. "
            + "Install the package 'mariadb-server' of your system.");
        return new MariaDbServer(await LocalMariaDb.StartAsync(binaries, options ?? new MariaDbServerOptions()));
    }

    /// <inheritdoc/>
    public override Task<string> ReadStatementsAsync() => _server.ReadStatementsAsync();

    /// <summary>Stops the server and removes its data.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
