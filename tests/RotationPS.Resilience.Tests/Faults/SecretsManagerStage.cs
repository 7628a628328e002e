using System.Globalization;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Resilience.Tests.Stage;
using RotationPS.Servers;
using RotationPS.Stores.SecretsManager;
using RotationPS.Stores.Tests.SecretsManager;

namespace RotationPS.Resilience.Tests.Faults;

/// <summary>A scene whose vault is to be had at an endpoint of Secrets Manager.</summary>
internal sealed class SecretsManagerStage : IAsyncDisposable
{
    private readonly SecretsManagerEndpoint _endpoint;
    private SecretId? _secret;

    private SecretsManagerStage(Scene scene, SecretsManagerEndpoint endpoint) => (Scene, _endpoint) = (scene, endpoint);

    public Scene Scene { get; }

    /// <summary>The endpoint's port.</summary>
    public int Port => _endpoint.Url.Port;

    /// <param name="server">Where the accounts live.</param>
    public static async Task<SecretsManagerStage> OpenAsync(PostgreSqlServer server)
    {
        var scene = await Scene.OpenAsync(server);
        try
        {
            return new SecretsManagerStage(scene, await SecretsManagerEndpoint.StartAsync(scene.Store));
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>The one secret of this stage; it is made when it is first asked for.</summary>
    public async Task<SecretId> SecretAsync(RotationStrategy strategy) => _secret ??= await Scene.AddAsync("app", strategy);

    /// <summary>Rotates as a process of its own would, with a client that has no connection yet.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="port">The port to find Secrets Manager at.</param>
    public async Task<RotationOutcome> RotateAsync(SecretId secret, int port)
    {
        var clock = new HurryingClock();
        using var store = new SecretsManagerSession
        {
            Region = "eu-central-1",
            AccessKey = _endpoint.Key.AccessKeyId,
            SecretKey = _endpoint.Key.SecretAccessKey,
            EndpointUrl = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"),
        }.OpenStore(clock);
        return await new Rotator(Scene.NewEnvironment(store) with { Clock = clock })
            .RotateAsync(secret, new RotationOptions(), _ => { }, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        await Scene.DisposeAsync();
    }
}
