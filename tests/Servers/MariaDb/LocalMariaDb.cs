using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace RotationPS.Servers.MariaDb;

/// <summary>A server from this machine's own programs, with a folder and a port of its own.</summary>
internal sealed class LocalMariaDb : IAsyncDisposable
{
    public const string Superuser = "admin";

    private const int PortAttempts = 5;

    /// <summary>Stops the server and removes its folder when its input ends.</summary>
    private const string Keep = """
        trap '' HUP INT QUIT TERM
        folder=$1; shift
        "$@" </dev/null >>"$folder/server.out" 2>&1 &
        server=$!
        while read -r command; do :; done
        kill -9 "$server"
        wait "$server" 2>/dev/null
        rm -rf "$folder"
        """;

    private static readonly TimeSpan _startTimeout = TimeSpan.FromSeconds(60);

    private readonly UnprivilegedUser _user;
    private readonly MariaDbBinaries _binaries;
    private readonly MariaDbServerOptions _options;
    private readonly string _folder;
    private DetachedShell? _keeper;

    private LocalMariaDb(UnprivilegedUser user, MariaDbBinaries binaries, MariaDbServerOptions options, string folder) =>
        (_user, _binaries, _options, _folder) = (user, binaries, options, folder);

    public int Port { get; private set; }

    public string Password { get; } = RandomNumberGenerator.GetHexString(32);

    public SelfSignedCertificate? Certificate { get; private set; }

    private string Data => Path.Combine(_folder, "data");

    private string Log => Path.Combine(_folder, "server.out");

    /// <summary>Starts on a free port. Another program may take the port between the choice and the start, hence the attempts.</summary>
    public static async Task<LocalMariaDb> StartAsync(MariaDbBinaries binaries, MariaDbServerOptions options)
    {
        var user = UnprivilegedUser.Find();
        for (var attempt = 1; ; attempt++)
        {
            var server = new LocalMariaDb(user, binaries, options, await user.MakeFolderAsync());
            var takesConnections = false;
            try
            {
                await server.InitializeAsync();
                takesConnections = await server.BeginAsync();
                if (takesConnections)
                {
                    return server;
                }

                var said = await ReadAsync(server.Log);
                if (attempt == PortAttempts || !said.Contains("Address already in use", StringComparison.Ordinal))
                {
                    throw new ServerUnavailableException($"MariaDB from {binaries.Server} did not start: {said}");
                }
            }
            finally
            {
                // The one that cleans up takes the folder with it, so the next attempt has one of its own.
                if (!takesConnections)
                {
                    await server.DisposeAsync();
                }
            }
        }
    }

    /// <summary>All statements so far.</summary>
    public Task<string> ReadStatementsAsync() => ReadAsync(Path.Combine(_folder, "statements.log"));

    public async ValueTask DisposeAsync()
    {
        if (_keeper is null)
        {
            await Commands.RunAsync(_user.Start("rm", "-rf", _folder));
            return;
        }

        await _keeper.DisposeAsync();
    }

    private async Task InitializeAsync()
    {
        await Commands.RunAsync(_user.Start(
            _binaries.Install, "--no-defaults", $"--datadir={Data}", "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"));
        await _user.WriteFileAsync(Path.Combine(_folder, "init.sql"), $"""
            DELETE FROM mysql.global_priv WHERE User = '' OR User = 'root';
            FLUSH PRIVILEGES;
            CREATE OR REPLACE USER '{Superuser}'@'%' IDENTIFIED BY '{Password}';
            GRANT ALL PRIVILEGES ON *.* TO '{Superuser}'@'%' WITH GRANT OPTION;
            INSERT INTO mysql.proxies_priv (Host, User, Proxied_host, Proxied_user, With_grant, Grantor) VALUES ('%', '{Superuser}', '', '', 1, '');
            FLUSH PRIVILEGES;
            """);
        if (_options.Tls)
        {
            Certificate = SelfSignedCertificate.Create();
            await _user.WriteFileAsync(Path.Combine(_folder, "server.crt"), Certificate.CertificatePem);
            await _user.WriteFileAsync(Path.Combine(_folder, "server.key"), Certificate.KeyPem);
        }
    }

    /// <returns>Whether it takes connections.</returns>
    private async Task<bool> BeginAsync()
    {
        Port = LoopbackPort.FindFree();
        _keeper = new DetachedShell(_user, Keep, [_folder, _binaries.Server, .. Arguments()]);
        return await TakesConnectionsAsync();
    }

    private IEnumerable<string> Arguments() =>
    [
        "--no-defaults",
        $"--datadir={Data}",
        $"--port={Port.ToString(CultureInfo.InvariantCulture)}",
        $"--bind-address={IPAddress.Loopback}",
        $"--socket={Path.Combine(_folder, "s")}",
        $"--pid-file={Path.Combine(_folder, "pid")}",
        $"--init-file={Path.Combine(_folder, "init.sql")}",
        "--skip-name-resolve",
        "--plugin-load-add=auth_ed25519",
        "--general-log=ON",
        "--log-output=FILE",
        $"--general-log-file={Path.Combine(_folder, "statements.log")}",

        // The data are thrown away, so nothing has to reach the disk.
        "--innodb-flush-log-at-trx-commit=0",
        "--innodb-buffer-pool-size=16M",
        "--performance-schema=OFF",
        .. _options.Tls ? new[] { $"--ssl-cert={Path.Combine(_folder, "server.crt")}", $"--ssl-key={Path.Combine(_folder, "server.key")}" } : ["--skip-ssl"],
        .. _options.Options.Select(option => $"--{option}"),
    ];

    /// <summary>Waits until the server has said that it is ready, or has ended.</summary>
    private async Task<bool> TakesConnectionsAsync()
    {
        using var limit = new CancellationTokenSource(_startTimeout);
        while (!limit.IsCancellationRequested)
        {
            var said = await ReadAsync(Log);
            if (said.Contains("ready for connections", StringComparison.Ordinal))
            {
                return true;
            }

            if (said.Contains("Aborting", StringComparison.Ordinal))
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }

        return false;
    }

    private static async Task<string> ReadAsync(string path)
    {
        if (!File.Exists(path))
        {
            return string.Empty;
        }

        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
