using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Tests.Scenes;

/// <summary>
/// A store whose reads trail its writes as far as they may: labels, and what a label leads to, are shown as they were one
/// lag ago. Reading a version by its id and every write are prompt, as in AWS Secrets Manager.
/// </summary>
internal sealed class TrailingStore(Scene scene, TimeSpan lag) : ISecretStore
{
    private readonly List<(DateTimeOffset Since, SecretDescription Labels)> _history = [];

    public TimeSpan ReadLag => lag;

    /// <summary>Notes how the labels are now; readers see it one lag later.</summary>
    public async Task NoteAsync() => _history.Add((scene.Clock.GetUtcNow(), await scene.DescribeAsync()));

    public Task<SecretDescription> DescribeAsync(SecretId id, CancellationToken cancellationToken) =>
        IsObserved(id) ? Task.FromResult(Shown()) : scene.Store.DescribeAsync(id, cancellationToken);

    public Task<SecretValue> GetValueAsync(SecretId id, VersionReference version, CancellationToken cancellationToken) =>
        scene.Store.GetValueAsync(
            id,
            version is { Id: null, Label: { } label } && IsObserved(id) ? VersionReference.Of(Shown().Holder(label)!) : version,
            cancellationToken);

    public async Task<StoredVersion> PutAsync(SecretId id, VersionId token, SecretText text, IReadOnlyList<StageLabel> labels, CancellationToken cancellationToken)
    {
        var made = await scene.Store.PutAsync(id, token, text, labels, cancellationToken);
        await NoteAsync();
        return made;
    }

    public async Task MoveLabelAsync(SecretId id, StageLabel label, VersionId? from, VersionId? to, CancellationToken cancellationToken)
    {
        await scene.Store.MoveLabelAsync(id, label, from, to, cancellationToken);
        await NoteAsync();
    }

    public Task<StoredVersion> CreateAsync(NewSecret secret, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<SecretLookup>> GetValuesAsync(IReadOnlyList<SecretId> ids, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<SecretDescription> ListAsync(IReadOnlyList<SecretFilter> filters, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(SecretId id, bool includeDeprecated, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task TagAsync(SecretId id, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task UntagAsync(SecretId id, IReadOnlyList<string> keys, CancellationToken cancellationToken) => throw new NotSupportedException();

    private bool IsObserved(SecretId id) => id == scene.App || id.Value == _history[0].Labels.Arn;

    private SecretDescription Shown()
    {
        var visible = scene.Clock.GetUtcNow() - lag;
        return _history.FindLast(note => note.Since <= visible).Labels ?? _history[0].Labels;
    }
}
