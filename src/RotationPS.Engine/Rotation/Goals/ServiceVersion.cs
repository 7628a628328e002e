using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Goals;

/// <summary>
/// The goal of a step that Secrets Manager asks for: a new password as in every rotation, but in the version that the
/// service has made, and in no other.
/// </summary>
/// <param name="token">That version.</param>
/// <param name="mayFill">Whether this step gives it a value where it has none.</param>
internal sealed class ServiceVersion(VersionId token, bool mayFill) : RotationGoal
{
    private readonly NewPassword _rotation = new();

    public override IRotationStrategy StrategyFor(RotationContext context) => _rotation.StrategyFor(context);

    public override void RefuseToBegin(RotationContext context, SecretDescription labels) => throw RotationFailures.NotPending(token, labels);

    public override void RefuseToJoin(RotationContext context, SecretDescription labels)
    {
        if (labels.Holder(StageLabel.Pending) != token)
        {
            throw RotationFailures.NotPending(token, labels);
        }
    }

    public override SecretDocument MakeDocument(RotationContext context, IRotationStrategy strategy) =>
        mayFill ? _rotation.MakeDocument(context, strategy) : throw RotationFailures.PendingWithoutValue(token);

    public override void RefuseUnsuitable(RotationContext context, SecretSnapshot pending, IRotationStrategy strategy) =>
        _rotation.RefuseUnsuitable(context, pending, strategy);

    public override bool IsMetBy(SecretDocument finished, SecretDocument before) => true;
}
