namespace RotationPS.Servers;

/// <summary>What runs a private PostgreSQL server: this machine, or a container.</summary>
internal interface IPostgreSqlHost : IAsyncDisposable
{
    string Host { get; }

    int Port { get; }

    Task<string> ReadLogAsync();

    Task RestartAsync();

    Task CrashAsync();
}
