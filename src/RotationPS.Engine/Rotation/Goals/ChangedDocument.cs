using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Goals;

/// <summary>
/// The goal of a change of strategy: the same account and password in a document that says something else about how they
/// rotate. The account itself does the work, for nothing is set on the server.
/// </summary>
internal sealed class ChangedDocument(Func<SecretDocument, SecretDocument> edit) : RotationGoal
{
    public override bool IsMetAlready(SecretDocument current) => IsMetBy(current, current);

    public override IRotationStrategy StrategyFor(RotationContext context) => new SingleUserStrategy(context);

    public override SecretDocument MakeDocument(RotationContext context, IRotationStrategy strategy) => edit(context.Current.Document);

    public override void RefuseUnsuitable(RotationContext context, SecretSnapshot pending, IRotationStrategy strategy)
    {
        if (!pending.Document.Equals(edit(context.Current.Document)))
        {
            throw RotationFailures.RotationUnfinished(pending.Id);
        }
    }

    public override bool IsMetBy(SecretDocument finished, SecretDocument before) => finished.Equals(edit(before));
}
