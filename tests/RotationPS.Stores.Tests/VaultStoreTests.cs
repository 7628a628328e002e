using RotationPS.Engine.Secrets;
using RotationPS.Stores.Vault;

namespace RotationPS.Stores.Tests;

public sealed class VaultStoreTests : SecretStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly VaultStore _store;

    public VaultStoreTests() => _store = VaultStore.OpenOrCreate(_folder["vault"], Clock);

    protected override ISecretStore Store => _store;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }
}
