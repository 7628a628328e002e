using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Tests.Scenes;

/// <summary>A store as one process sees it, with hooks around every call the engine makes.</summary>
internal sealed class InterceptedStore(ISecretStore inner, CallHooks hooks) : ISecretStore
{
    /// <summary>How what a call is about ends where it is about the superuser's secret.</summary>
    public const string OfSuperuser = " of the superuser";

    public TimeSpan ReadLag => inner.ReadLag;

    public Task<StoredVersion> CreateAsync(NewSecret secret, CancellationToken cancellationToken) =>
        hooks.AroundAsync("Store.Create", secret.Name, null, () => inner.CreateAsync(secret, cancellationToken));

    public Task<SecretDescription> DescribeAsync(SecretId id, CancellationToken cancellationToken) =>
        hooks.AroundAsync("Store.Describe", id.Value, null, () => inner.DescribeAsync(id, cancellationToken));

    public Task<SecretValue> GetValueAsync(SecretId id, VersionReference version, CancellationToken cancellationToken) =>
        hooks.AroundAsync("Store.GetValue", $"{version}{(id.Value.Contains("superuser", StringComparison.Ordinal) ? OfSuperuser : string.Empty)}", null, () => inner.GetValueAsync(id, version, cancellationToken));

    public Task<StoredVersion> PutAsync(SecretId id, VersionId token, SecretText text, IReadOnlyList<StageLabel> labels, CancellationToken cancellationToken) =>
        hooks.AroundAsync("Store.Put", token.Value, null, () => inner.PutAsync(id, token, text, labels, cancellationToken));

    public Task MoveLabelAsync(SecretId id, StageLabel label, VersionId? from, VersionId? to, CancellationToken cancellationToken) =>
        hooks.AroundAsync("Store.MoveLabel", label.Value, null, () => inner.MoveLabelAsync(id, label, from, to, cancellationToken));

    public Task<IReadOnlyList<SecretLookup>> GetValuesAsync(IReadOnlyList<SecretId> ids, CancellationToken cancellationToken) =>
        inner.GetValuesAsync(ids, cancellationToken);

    public IAsyncEnumerable<SecretDescription> ListAsync(IReadOnlyList<SecretFilter> filters, CancellationToken cancellationToken) =>
        inner.ListAsync(filters, cancellationToken);

    public Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(SecretId id, bool includeDeprecated, CancellationToken cancellationToken) =>
        inner.ListVersionsAsync(id, includeDeprecated, cancellationToken);

    public Task TagAsync(SecretId id, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) =>
        inner.TagAsync(id, tags, cancellationToken);

    public Task UntagAsync(SecretId id, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        inner.UntagAsync(id, keys, cancellationToken);
}
