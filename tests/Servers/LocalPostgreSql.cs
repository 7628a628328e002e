using System.Net;

namespace RotationPS.Servers;

/// <summary>A server from this machine's own programs.</summary>
internal sealed class LocalPostgreSql : IPostgreSqlHost
{
    private const int PortAttempts = 5;

    private readonly UnprivilegedUser _user;
    private readonly PostgreSqlSetup _setup;
    private readonly string _binaries;
    private readonly string _folder;
    private readonly IServerKeeper _keeper;

    private LocalPostgreSql(UnprivilegedUser user, PostgreSqlSetup setup, string binaries, string folder)
    {
        (_user, _setup, _binaries, _folder) = (user, setup, binaries, folder);
        _keeper = OperatingSystem.IsWindows() ? new WindowsKeeper(binaries, folder) : new ShellKeeper(user, binaries, folder);
    }

    public string Host => IPAddress.Loopback.ToString();

    public int Port { get; private set; }

    private string Data => Path.Combine(_folder, "data");

    private string Log => Path.Combine(_folder, "server.log");

    public static Task<LocalPostgreSql> StartAsync(string binaries, PostgreSqlSetup setup) => StartAsync(_ => Task.FromResult(binaries), setup);

    /// <summary>Starts a server by programs that are put into its own folder first, so that they go with it.</summary>
    public static async Task<LocalPostgreSql> StartAsync(Func<string, Task<string>> install, PostgreSqlSetup setup)
    {
        var user = UnprivilegedUser.Find();
        var folder = await user.MakeFolderAsync();
        var server = new LocalPostgreSql(user, setup, await InstallAsync(install, folder), folder);
        try
        {
            await server.InitializeAsync();
            await server.BeginAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task<string> ReadLogAsync()
    {
        await using var stream = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    public Task RestartAsync() => DemandAsync(_keeper.RestartAsync());

    public Task CrashAsync() => DemandAsync(_keeper.CrashAsync());

    public ValueTask DisposeAsync() => _keeper.DisposeAsync();

    private static async Task<string> InstallAsync(Func<string, Task<string>> install, string folder)
    {
        try
        {
            return await install(folder);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    private async Task InitializeAsync()
    {
        var passwordFile = Path.Combine(_folder, "password");
        await _user.WriteFileAsync(passwordFile, _setup.Password);
        await Commands.RunAsync(_user.Start(
            Path.Combine(_binaries, "initdb"),
            "--pgdata", Data,
            "--username", PostgreSqlSetup.Superuser,
            "--pwfile", passwordFile,
            "--auth-host=scram-sha-256",
            "--auth-local=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync"));
        File.Delete(passwordFile);
        await _user.WriteFileAsync(Path.Combine(Data, "pg_hba.conf"), _setup.HostRules);
        if (_setup.Certificate is { } certificate)
        {
            await _user.WriteFileAsync(Path.Combine(Data, "server.crt"), certificate.CertificatePem);
            await _user.WriteFileAsync(Path.Combine(Data, "server.key"), certificate.KeyPem);
        }
    }

    /// <summary>Starts on a free port. Another program may take the port between the choice and the start, hence the attempts.</summary>
    private async Task BeginAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            Port = LoopbackPort.FindFree();
            await _user.WriteFileAsync(Path.Combine(Data, "postgresql.conf"), Configuration());
            if (await _keeper.StartAsync())
            {
                return;
            }

            var said = File.Exists(Log) ? await ReadLogAsync() : "It wrote no log.";
            if (attempt == PortAttempts || !said.Contains("could not bind", StringComparison.Ordinal))
            {
                throw new ServerUnavailableException($"PostgreSQL from {_binaries} did not start: {said}");
            }
        }
    }

    private async Task DemandAsync(Task<bool> start)
    {
        if (!await start)
        {
            throw new ServerUnavailableException($"PostgreSQL did not start again: {await ReadLogAsync()}");
        }
    }

    private string Configuration()
    {
        var settings = new Dictionary<string, string>(_setup.Settings())
        {
            ["listen_addresses"] = Host,
            ["port"] = Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = string.Empty,
            ["ssl"] = _setup.Certificate is null ? "off" : "on",
        };
        return string.Concat(settings.Select(setting => $"{setting.Key} = '{setting.Value.Replace("'", "''")}'\n"));
    }
}
