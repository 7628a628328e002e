using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes.Broken;

namespace RotationPS.Engine.Tests.Fleet;

/// <summary>A store that fails whenever certain values are read, alone or in a batch, in a way that no store should.</summary>
/// <param name="inner">The store.</param>
/// <param name="fault">The error that a secret causes, and whether it is read in a batch; null for none.</param>
internal sealed class FaultyReads(ISecretStore inner, Func<SecretId, bool, Exception?> fault) : ForwardingStore(inner)
{
    public override Task<SecretValue> GetValueAsync(SecretId id, VersionReference version, CancellationToken cancellationToken) =>
        fault(id, false) is { } error ? throw error : base.GetValueAsync(id, version, cancellationToken);

    public override Task<IReadOnlyList<SecretLookup>> GetValuesAsync(IReadOnlyList<SecretId> ids, CancellationToken cancellationToken) =>
        ids.Select(id => fault(id, true)).FirstOrDefault(error => error is not null) is { } error ? throw error : base.GetValuesAsync(ids, cancellationToken);
}
