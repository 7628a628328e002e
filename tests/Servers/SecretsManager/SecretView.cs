using RotationPS.Engine.Secrets;

namespace RotationPS.Servers.SecretsManager;

/// <summary>A secret at one instant: what the store has of it and what the endpoint adds.</summary>
internal sealed class SecretView
{
    private readonly HashSet<VersionId> _withoutValue;

    private SecretView(SecretDescription secret, SecretState state, IReadOnlyList<SecretVersion> versions)
    {
        Secret = secret;
        State = state;
        var empty = state.VersionsWithoutValue;
        _withoutValue = [.. empty.Select(version => version.Id)];
        var taken = empty.SelectMany(version => version.Labels).ToHashSet();
        Versions =
        [
            .. empty.Select(version => new SecretVersion(secret.Arn, secret.Name, version.Id, [.. version.Labels], version.Created)),
            .. versions.Select(version => version with { Labels = [.. version.Labels.Where(label => !taken.Contains(label))] }),
        ];
    }

    public SecretDescription Secret { get; }

    public SecretState State { get; }

    /// <summary>The versions, newest first.</summary>
    public IReadOnlyList<SecretVersion> Versions { get; }

    public static async Task<SecretView> ReadAsync(ISecretStore store, SecretDescription secret, SecretState state, CancellationToken cancellationToken) =>
        new(secret, state, await store.ListVersionsAsync(new SecretId(secret.Arn), includeDeprecated: true, cancellationToken));

    /// <summary>A view for a list, which shows no more than the labelled versions and so spares the store a call.</summary>
    public static SecretView OfListed(SecretDescription secret, SecretState state) => new(
        secret,
        state,
        [.. secret.VersionIdsToStages.Select(version => new SecretVersion(secret.Arn, secret.Name, version.Key, version.Value, secret.CreatedDate))]);

    public SecretVersion? Find(VersionId id) => Versions.FirstOrDefault(version => version.VersionId == id);

    public SecretVersion? Holder(StageLabel label) => Versions.FirstOrDefault(version => version.Labels.Contains(label));

    public bool HasValue(VersionId id) => !_withoutValue.Contains(id);
}
