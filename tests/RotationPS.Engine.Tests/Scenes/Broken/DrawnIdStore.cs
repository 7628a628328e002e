using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Tests.Scenes.Broken;

/// <summary>
/// Broken: version ids are drawn, not derived. Every id that a process derives stands for one that nobody else comes upon,
/// another one at each put. The process itself is told the id it derived.
/// </summary>
internal sealed class DrawnIdStore(ISecretStore inner, int process) : ForwardingStore(inner)
{
    private readonly Dictionary<VersionId, VersionId> _drawn = [];
    private int _puts;

    public static Ports Break(Ports ports, int process) => ports with { Store = new DrawnIdStore(ports.Store, process) };

    public override async Task<SecretDescription> DescribeAsync(SecretId id, CancellationToken cancellationToken)
    {
        var secret = await base.DescribeAsync(id, cancellationToken);
        return new SecretDescription
        {
            Arn = secret.Arn,
            Name = secret.Name,
            CreatedDate = secret.CreatedDate,
            LastChangedDate = secret.LastChangedDate,
            Tags = secret.Tags,
            VersionIdsToStages = secret.VersionIdsToStages.ToDictionary(version => Derived(version.Key), version => version.Value),
        };
    }

    public override async Task<SecretValue> GetValueAsync(SecretId id, VersionReference version, CancellationToken cancellationToken)
    {
        var value = await base.GetValueAsync(id, version.Id is { } known ? VersionReference.Of(Drawn(known)) : version, cancellationToken);
        return value with { Version = value.Version with { VersionId = Derived(value.Version.VersionId) } };
    }

    public override Task<StoredVersion> PutAsync(SecretId id, VersionId token, SecretText text, IReadOnlyList<StageLabel> labels, CancellationToken cancellationToken)
    {
        _drawn[token] = new VersionId($"drawn-by-{process:D6}-for-put-{++_puts:D12}");
        return base.PutAsync(id, _drawn[token], text, labels, cancellationToken);
    }

    public override Task MoveLabelAsync(SecretId id, StageLabel label, VersionId? from, VersionId? to, CancellationToken cancellationToken) =>
        base.MoveLabelAsync(id, label, from is null ? null : Drawn(from), to is null ? null : Drawn(to), cancellationToken);

    private VersionId Drawn(VersionId derived) => _drawn.GetValueOrDefault(derived, derived);

    private VersionId Derived(VersionId drawn) => _drawn.FirstOrDefault(pair => pair.Value == drawn).Key ?? drawn;
}
