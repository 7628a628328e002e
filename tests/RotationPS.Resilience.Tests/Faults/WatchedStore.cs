using RotationPS.Engine.Secrets;

namespace RotationPS.Resilience.Tests.Faults;

/// <summary>A store that lets a test step in around the calls that a rotation makes.</summary>
internal sealed class WatchedStore(ISecretStore inner) : ISecretStore
{
    /// <summary>Runs before a write, with its number from zero.</summary>
    public Action<int> BeforeWrite { get; init; } = _ => { };

    /// <summary>Runs after a value has been read and before the caller has it.</summary>
    public Func<SecretId, Task> AfterRead { get; init; } = _ => Task.CompletedTask;

    /// <summary>How many writes were begun.</summary>
    public int Writes { get; private set; }

    public TimeSpan ReadLag => inner.ReadLag;

    public Task<StoredVersion> CreateAsync(NewSecret secret, CancellationToken cancellationToken) =>
        inner.CreateAsync(secret, cancellationToken);

    public Task<SecretDescription> DescribeAsync(SecretId id, CancellationToken cancellationToken) =>
        inner.DescribeAsync(id, cancellationToken);

    public async Task<SecretValue> GetValueAsync(SecretId id, VersionReference version, CancellationToken cancellationToken)
    {
        var value = await inner.GetValueAsync(id, version, cancellationToken);
        await AfterRead(id);
        return value;
    }

    public Task<IReadOnlyList<SecretLookup>> GetValuesAsync(IReadOnlyList<SecretId> ids, CancellationToken cancellationToken) =>
        inner.GetValuesAsync(ids, cancellationToken);

    public Task<StoredVersion> PutAsync(SecretId id, VersionId token, SecretText text, IReadOnlyList<StageLabel> labels, CancellationToken cancellationToken)
    {
        BeforeWrite(Writes++);
        return inner.PutAsync(id, token, text, labels, cancellationToken);
    }

    public Task MoveLabelAsync(SecretId id, StageLabel label, VersionId? from, VersionId? to, CancellationToken cancellationToken)
    {
        BeforeWrite(Writes++);
        return inner.MoveLabelAsync(id, label, from, to, cancellationToken);
    }

    public IAsyncEnumerable<SecretDescription> ListAsync(IReadOnlyList<SecretFilter> filters, CancellationToken cancellationToken) =>
        inner.ListAsync(filters, cancellationToken);

    public Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(SecretId id, bool includeDeprecated, CancellationToken cancellationToken) =>
        inner.ListVersionsAsync(id, includeDeprecated, cancellationToken);

    public Task TagAsync(SecretId id, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) =>
        inner.TagAsync(id, tags, cancellationToken);

    public Task UntagAsync(SecretId id, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        inner.UntagAsync(id, keys, cancellationToken);
}
