using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Tests.Scenes;

/// <summary>
/// A store whose reads trail its writes: labels, and what a label leads to, are shown as they were up to one lag ago, and
/// unless somebody chooses as far back as that. Reading a version by its id and every write are prompt, as in AWS Secrets
/// Manager.
/// </summary>
/// <param name="scene">Where the secret is.</param>
/// <param name="lag">How far the reads may trail.</param>
/// <param name="choose">Chooses among so many states of the labels, oldest first; null for the oldest every time.</param>
internal sealed class TrailingStore(Scene scene, TimeSpan lag, Func<int, int>? choose = null) : ISecretStore
{
    private readonly List<(DateTimeOffset Since, SecretDescription Labels)> _history = [];

    public TimeSpan ReadLag => lag;

    /// <summary>Whether there is a state of the labels that a read may show although it is over.</summary>
    public bool IsTrailing => Visible().Count > 1;

    /// <summary>The states of the labels that a read may show, and how old each is.</summary>
    public string State => string.Join(
        '\n',
        Visible().Select(note => $"{scene.Clock.GetUtcNow() - note.Since}: {CallAnswer.Labels(note.Labels)}"));

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
        var visible = Visible();
        return visible[visible.Count == 1 || choose is null ? 0 : choose(visible.Count)].Labels;
    }

    private List<(DateTimeOffset Since, SecretDescription Labels)> Visible()
    {
        var earliest = scene.Clock.GetUtcNow() - lag;
        return _history[Math.Max(0, _history.FindLastIndex(note => note.Since <= earliest))..];
    }
}
