using System.Text;
using DotNet.Testcontainers.Configurations;
using Testcontainers.PostgreSql;

namespace RotationPS.Servers;

/// <summary>A server in a Docker container; Testcontainers removes it when this process ends, however that happens.</summary>
internal sealed class ContainerPostgreSql : IPostgreSqlHost
{
    private const string Image = "postgres:17";
    private const string Files = "/etc/rotationps";

    /// <summary>The user and the group that the image runs the server as.</summary>
    private const uint ImageUser = 999;

    private readonly PostgreSqlContainer _container;

    private ContainerPostgreSql(PostgreSqlContainer container) => _container = container;

    public string Host => _container.Hostname;

    public int Port => _container.GetMappedPublicPort(PostgreSqlBuilder.PostgreSqlPort);

    public static async Task<ContainerPostgreSql> StartAsync(PostgreSqlSetup setup)
    {
        var settings = new Dictionary<string, string>(setup.Settings()) { ["hba_file"] = $"{Files}/pg_hba.conf" };
        var files = new Dictionary<string, string> { ["pg_hba.conf"] = setup.HostRules };
        if (setup.Certificate is { } certificate)
        {
            files.Add("server.crt", certificate.CertificatePem);
            files.Add("server.key", certificate.KeyPem);
            settings["ssl"] = "on";
            settings["ssl_cert_file"] = $"{Files}/server.crt";
            settings["ssl_key_file"] = $"{Files}/server.key";
        }

        var builder = new PostgreSqlBuilder(Image)
            .WithUsername(PostgreSqlSetup.Superuser)
            .WithPassword(setup.Password)
            .WithEnvironment("POSTGRES_INITDB_ARGS", "--auth-host=scram-sha-256 --auth-local=scram-sha-256")
            .WithCommand([.. settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" })]);
        builder = files.Aggregate(builder, (soFar, file) => soFar.WithResourceMapping(
            Encoding.UTF8.GetBytes(file.Value),
            $"{Files}/{file.Key}",
            ImageUser,
            ImageUser,
            UnixFileModes.UserRead | UnixFileModes.UserWrite));
        var container = builder.Build();
        try
        {
            await container.StartAsync();
            return new ContainerPostgreSql(container);
        }
        catch
        {
            await container.DisposeAsync();
            throw;
        }
    }

    public async Task<string> ReadLogAsync()
    {
        var (output, errors) = await _container.GetLogsAsync();
        return output + errors;
    }

    public async Task RestartAsync()
    {
        await _container.StopAsync();
        await _container.StartAsync();
    }

    public async Task CrashAsync()
    {
        // The server is the container's first process, and SIGQUIT has it leave at once.
        await _container.ExecAsync(["kill", "-QUIT", "1"]);
        await RestartAsync();
    }

    public ValueTask DisposeAsync() => _container.DisposeAsync();
}
