using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes.Broken;

namespace RotationPS.Engine.Tests.Scenes;

/// <summary>A store that still shows AWSPREVIOUS on another version when its value is asked for by that label.</summary>
internal sealed class StalePreviousStore(ISecretStore inner, VersionId shown) : ForwardingStore(inner)
{
    public override Task<SecretValue> GetValueAsync(SecretId id, VersionReference version, CancellationToken cancellationToken) =>
        base.GetValueAsync(id, version.Label == StageLabel.Previous ? VersionReference.Of(shown) : version, cancellationToken);
}
