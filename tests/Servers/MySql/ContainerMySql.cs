using Testcontainers.MySql;

namespace RotationPS.Servers.MySql;

/// <summary>A MySQL server in a Docker container; Testcontainers removes it when this process ends, however that happens.</summary>
internal sealed class ContainerMySql : IAsyncDisposable
{
    private const string Image = "mysql:8.4";
    private const string Superuser = "root";

    private readonly MySqlContainer _container;

    private ContainerMySql(MySqlContainer container) => _container = container;

    /// <summary>How to connect as root.</summary>
    public string ConnectionString => _container.GetConnectionString();

    public static async Task<ContainerMySql> StartAsync()
    {
        var container = new MySqlBuilder(Image)
            .WithUsername(Superuser)
            .WithPassword(Guid.NewGuid().ToString("N"))
            .WithCommand("--partial-revokes=ON")
            .Build();
        try
        {
            await container.StartAsync();
            return new ContainerMySql(container);
        }
        catch
        {
            await container.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _container.DisposeAsync();
}
