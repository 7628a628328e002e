using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Tests.Scenes.Broken;

/// <summary>A store that hands every call on, to break one of them in a class of its own.</summary>
internal abstract class ForwardingStore(ISecretStore inner) : ISecretStore
{
    public virtual TimeSpan ReadLag => inner.ReadLag;

    public virtual Task<SecretDescription> DescribeAsync(SecretId id, CancellationToken cancellationToken) =>
        inner.DescribeAsync(id, cancellationToken);

    public virtual Task<SecretValue> GetValueAsync(SecretId id, VersionReference version, CancellationToken cancellationToken) =>
        inner.GetValueAsync(id, version, cancellationToken);

    public virtual Task<StoredVersion> PutAsync(SecretId id, VersionId token, SecretText text, IReadOnlyList<StageLabel> labels, CancellationToken cancellationToken) =>
        inner.PutAsync(id, token, text, labels, cancellationToken);

    public virtual Task MoveLabelAsync(SecretId id, StageLabel label, VersionId? from, VersionId? to, CancellationToken cancellationToken) =>
        inner.MoveLabelAsync(id, label, from, to, cancellationToken);

    public Task<StoredVersion> CreateAsync(NewSecret secret, CancellationToken cancellationToken) =>
        inner.CreateAsync(secret, cancellationToken);

    public virtual Task<IReadOnlyList<SecretLookup>> GetValuesAsync(IReadOnlyList<SecretId> ids, CancellationToken cancellationToken) =>
        inner.GetValuesAsync(ids, cancellationToken);

    public virtual IAsyncEnumerable<SecretDescription> ListAsync(IReadOnlyList<SecretFilter> filters, CancellationToken cancellationToken) =>
        inner.ListAsync(filters, cancellationToken);

    public Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(SecretId id, bool includeDeprecated, CancellationToken cancellationToken) =>
        inner.ListVersionsAsync(id, includeDeprecated, cancellationToken);

    public Task TagAsync(SecretId id, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) =>
        inner.TagAsync(id, tags, cancellationToken);

    public Task UntagAsync(SecretId id, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        inner.UntagAsync(id, keys, cancellationToken);
}
