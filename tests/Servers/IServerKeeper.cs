namespace RotationPS.Servers;

/// <summary>Starts a server on this machine and makes sure that it does not outlive this process.</summary>
internal interface IServerKeeper : IAsyncDisposable
{
    /// <summary>Starts the server and returns once it takes connections; false where it did not start.</summary>
    Task<bool> StartAsync();

    /// <summary>Stops the server and starts it anew.</summary>
    Task<bool> RestartAsync();

    /// <summary>Stops the server as a crash does and starts it anew.</summary>
    Task<bool> CrashAsync();
}
