using Testcontainers.MsSql;

namespace RotationPS.Servers.SqlServer;

/// <summary>A real server in a Docker container; Testcontainers removes it when this process ends, however that happens.</summary>
public sealed class ContainerSqlServer : IAsyncDisposable
{
    private const string Image = "mcr.microsoft.com/mssql/server:2022-latest";

    private readonly MsSqlContainer _container;

    private ContainerSqlServer(MsSqlContainer container) => _container = container;

    /// <summary>How to connect as sa.</summary>
    public string ConnectionString => _container.GetConnectionString();

    /// <summary>Starts it, with sa's password.</summary>
    public static async Task<ContainerSqlServer> StartAsync(string password)
    {
        var container = new MsSqlBuilder(Image).WithPassword(password).Build();
        try
        {
            await container.StartAsync().ConfigureAwait(false);
            return new ContainerSqlServer(container);
        }
        catch
        {
            await container.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _container.DisposeAsync();
}
