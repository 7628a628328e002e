using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Tests.Scenes.Broken;

/// <summary>Broken: the pending version is put only once its password is set.</summary>
internal sealed class HeldBackStore(ISecretStore inner) : ForwardingStore(inner)
{
    private readonly ISecretStore _inner = inner;
    private Func<Task> _put = () => Task.CompletedTask;

    public static Ports Break(Ports ports)
    {
        var store = new HeldBackStore(ports.Store);
        return new Ports(store, new ForwardingTarget(ports.Target, session => new PasswordFirstSession(session, store)));
    }

    /// <summary>Puts what was held back.</summary>
    public Task PutAtLastAsync()
    {
        var put = _put;
        _put = () => Task.CompletedTask;
        return put();
    }

    public override Task<StoredVersion> PutAsync(SecretId id, VersionId token, SecretText text, IReadOnlyList<StageLabel> labels, CancellationToken cancellationToken)
    {
        _put = () => _inner.PutAsync(id, token, text, labels, cancellationToken);
        return Task.FromResult(new StoredVersion(id.Value, id.Value, token, labels));
    }
}
