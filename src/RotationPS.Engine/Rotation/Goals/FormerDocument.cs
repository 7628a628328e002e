using RotationPS.Engine.Recovery;
using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Goals;

/// <summary>
/// The goal of an undo: what AWSPREVIOUS says, in a new version. The label itself never moves back, or a run that slept
/// could finish a version that was left behind.
/// </summary>
/// <param name="former">AWSPREVIOUS as the caller saw it.</param>
/// <param name="undone">The version that was AWSCURRENT then.</param>
internal sealed class FormerDocument(SecretSnapshot former, VersionId undone) : RotationGoal
{
    public override IRotationStrategy StrategyFor(RotationContext context)
    {
        if (context.Current.Id != undone)
        {
            throw RecoveryFailures.CurrentMoved(undone, context.Current.Id);
        }

        return former.Document.HasCredentialsOf(context.Current.Document)
            ? new SingleUserStrategy(context)
            : new UndoStrategy(context, former);
    }

    /// <summary>What was read as AWSPREVIOUS may have been a moment old: then the account it leaves out would lose its label.</summary>
    public override void RefuseToBegin(RotationContext context, SecretDescription labels)
    {
        if (labels.Holder(StageLabel.Previous) != former.Id)
        {
            throw RecoveryFailures.PreviousMoved(former.Id);
        }
    }

    public override SecretDocument MakeDocument(RotationContext context, IRotationStrategy strategy) => former.Document;

    public override void RefuseUnsuitable(RotationContext context, SecretSnapshot pending, IRotationStrategy strategy)
    {
        if (!IsMetBy(pending.Document, context.Current.Document))
        {
            throw RecoveryFailures.UndoUnfinished(pending.Id);
        }
    }

    public override bool IsMetBy(SecretDocument finished, SecretDocument before) => finished.Equals(former.Document);
}
