using RotationPS.Engine.Recovery;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Goals;

/// <summary>The goal of a resumption: whatever another run has begun is finished, and nothing new is begun.</summary>
internal sealed class PendingFinished : NewPassword
{
    public override void RefuseToBegin(RotationContext context) => throw RecoveryFailures.NothingPending(context.Current.Version.Name);

    public override bool IsMetBy(SecretDocument finished, SecretDocument before) => true;
}
