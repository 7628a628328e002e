using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes.Broken;

namespace RotationPS.Engine.Tests.Fleet;

/// <summary>A store that fails whenever certain secrets are read, in a way that no store should.</summary>
/// <param name="inner">The store.</param>
/// <param name="fault">The error that a secret causes in an operation, which is named like its method; null for none.</param>
internal sealed class FaultyReads(ISecretStore inner, Func<SecretId, string, Exception?> fault) : ForwardingStore(inner)
{
    public override Task<SecretDescription> DescribeAsync(SecretId id, CancellationToken cancellationToken) =>
        fault(id, nameof(DescribeAsync)) is { } error ? throw error : base.DescribeAsync(id, cancellationToken);

    public override Task<SecretValue> GetValueAsync(SecretId id, VersionReference version, CancellationToken cancellationToken) =>
        fault(id, nameof(GetValueAsync)) is { } error ? throw error : base.GetValueAsync(id, version, cancellationToken);

    public override Task<IReadOnlyList<SecretLookup>> GetValuesAsync(IReadOnlyList<SecretId> ids, CancellationToken cancellationToken) =>
        ids.Select(id => fault(id, nameof(GetValuesAsync))).FirstOrDefault(error => error is not null) is { } error
            ? throw error
            : base.GetValuesAsync(ids, cancellationToken);
}
