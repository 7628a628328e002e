using System.Collections.Concurrent;
using RotationPS.Engine.Secrets;
using RotationPS.Servers;

namespace RotationPS.Benchmarks.Peers;

/// <summary>Several instances of one of AWS's rotation functions, and the service's part in calling them.</summary>
internal sealed class WarmFunctions : IAsyncDisposable
{
    private readonly SecretsManagerEndpoint _endpoint;
    private readonly List<WarmFunction> _instances;

    /// <param name="folder">The folder of the function.</param>
    /// <param name="endpoint">The service.</param>
    /// <param name="count">How many instances.</param>
    public WarmFunctions(string folder, SecretsManagerEndpoint endpoint, int count)
    {
        _endpoint = endpoint;
        _instances = [.. Enumerable.Range(0, count).Select(_ => new WarmFunction(folder, endpoint))];
    }

    /// <summary>Rotates one secret.</summary>
    public Task RotateAsync(StoredVersion secret) => RotateAsync(_instances[0], secret);

    /// <summary>Rotates secrets, as many at a time as there are instances.</summary>
    public Task RotateAllAsync(IEnumerable<StoredVersion> secrets)
    {
        var waiting = new ConcurrentQueue<StoredVersion>(secrets);
        return Task.WhenAll(_instances.Select(async instance =>
        {
            while (waiting.TryDequeue(out var secret))
            {
                await RotateAsync(instance, secret);
            }
        }));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
        {
            await instance.DisposeAsync();
        }
    }

    /// <summary>The service makes a version with AWSPENDING and without a value before it calls the function.</summary>
    private Task RotateAsync(WarmFunction instance, StoredVersion secret)
    {
        var version = new VersionId(Guid.NewGuid().ToString());
        _endpoint.State(secret.Name).AddVersionWithoutValue(version, DateTimeOffset.UtcNow, StageLabel.Pending);
        return instance.RotateAsync(secret.Arn, version);
    }
}
