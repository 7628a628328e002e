using RotationPS.Engine.Recovery;
using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Goals;

/// <summary>The goal of a resumption: whatever another run has begun is finished as a rotation would, and nothing new is begun.</summary>
internal sealed class PendingFinished : RotationGoal
{
    private readonly NewPassword _rotation = new();

    public override IRotationStrategy StrategyFor(RotationContext context) => _rotation.StrategyFor(context);

    /// <summary>Where nothing is pending nobody has to log in, nor wait for the account's lock, to find that out.</summary>
    public override async Task RefuseInPlanAsync(RotationContext context, CancellationToken cancellationToken)
    {
        var labels = await context.DescribeAsync(cancellationToken).ConfigureAwait(false);
        context.RefuseUnlessOurs(labels);
        if (RotationContext.Unfinished(labels) is null && !context.IsOvertaken(labels))
        {
            RefuseToBegin(context, labels);
        }
    }

    public override void RefuseToBegin(RotationContext context, SecretDescription labels) =>
        throw RecoveryFailures.NothingPending(context.Current.Version.Name);

    /// <summary>A pending version may have no value yet.</summary>
    public override SecretDocument MakeDocument(RotationContext context, IRotationStrategy strategy) => _rotation.MakeDocument(context, strategy);

    public override void RefuseUnsuitable(RotationContext context, SecretSnapshot pending, IRotationStrategy strategy) =>
        _rotation.RefuseUnsuitable(context, pending, strategy);

    public override bool IsMetBy(SecretDocument finished, SecretDocument before) => true;
}
