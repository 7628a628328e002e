using Npgsql;

namespace RotationPS.Benchmarks.Floors;

/// <summary>A login and its data source, which end together.</summary>
internal sealed record DriverLogin(NpgsqlDataSource Source, NpgsqlConnection Connection) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await Source.DisposeAsync();
    }
}
