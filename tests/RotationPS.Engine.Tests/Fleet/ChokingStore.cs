using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes.Broken;

namespace RotationPS.Engine.Tests.Fleet;

/// <summary>A store that refuses every batch because of one secret in it.</summary>
/// <param name="inner">The store.</param>
internal sealed class ChokingStore(ISecretStore inner) : ForwardingStore(inner)
{
    public override Task<IReadOnlyList<SecretLookup>> GetValuesAsync(IReadOnlyList<SecretId> ids, CancellationToken cancellationToken) =>
        throw new RotationException(FailureKind.InvalidParameter, "One of the ids is none.", "Take it out.");
}
