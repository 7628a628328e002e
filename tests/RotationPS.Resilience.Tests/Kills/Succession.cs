using RotationPS.Resilience.Tests.Stage;

namespace RotationPS.Resilience.Tests.Kills;

/// <summary>Workers one after the other; each is started while the one before it is at work, so that nobody waits for it.</summary>
internal sealed class Succession(string vaultFolder) : IAsyncDisposable
{
    private Task<RotationWorker> _next = RotationWorker.StartAsync(vaultFolder);

    /// <summary>The next worker; it is the caller's to dispose of.</summary>
    public async Task<RotationWorker> NextAsync()
    {
        var worker = await _next;
        _next = RotationWorker.StartAsync(vaultFolder);
        return worker;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAny(_next);
        if (_next.IsCompletedSuccessfully)
        {
            (await _next).Dispose();
        }
    }
}
