using RotationPS.Engine.Secrets;
using RotationPS.Fakes;
using RotationPS.Servers;
using RotationPS.Stores.SecretsManager;
using Xunit;

namespace RotationPS.Stores.Tests.SecretsManager;

/// <summary>The contract of every store, kept by the one that asks Secrets Manager, over HTTP.</summary>
public sealed class SecretsManagerStoreContractTests : SecretStoreContract, IAsyncLifetime
{
    private SecretsManagerEndpoint? _endpoint;
    private SecretsManagerStore? _store;

    protected override ISecretStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await SecretsManagerEndpoint.StartAsync(new InMemorySecretStore(Clock));
        var session = new SecretsManagerSession
        {
            EndpointUrl = _endpoint.Url.ToString(),
            Region = "us-east-1",
            AccessKey = _endpoint.Key.AccessKeyId,
            SecretKey = _endpoint.Key.SecretAccessKey,
        };
        _store = session.OpenStore(Clock);
    }

    public async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        if (_endpoint is not null)
        {
            await _endpoint.DisposeAsync();
        }
    }
}
