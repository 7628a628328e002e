using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Goals;

/// <summary>
/// The goal of a step that Secrets Manager asks for: a new password as in every rotation, but in the version that the
/// service has made, and in no other.
/// </summary>
/// <param name="token">That version.</param>
/// <param name="step">The step.</param>
internal sealed class ServiceVersion(VersionId token, RotationStep step) : RotationGoal
{
    private readonly NewPassword _rotation = new();

    /// <summary>
    /// The version is pending in every step of the usual course, and no trace of another run. A put of another value under
    /// its id is refused, a test changes no password, and AWSCURRENT moves only from where it is; so the one step that waits
    /// is the one that sets the password.
    /// </summary>
    public override bool NeedsSettledLabels => step is RotationStep.SetSecret;

    /// <summary>
    /// A rotation function moves AWSCURRENT and is done: a separate call that takes AWSPENDING off can tell the service that
    /// the rotation did not succeed. Beside AWSCURRENT it tells everybody that none is running.
    /// See https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html.
    /// </summary>
    public override bool TakesPendingOff => false;

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
        step is RotationStep.CreateSecret ? _rotation.MakeDocument(context, strategy) : throw RotationFailures.PendingWithoutValue(token);

    public override void RefuseUnsuitable(RotationContext context, SecretSnapshot pending, IRotationStrategy strategy) =>
        _rotation.RefuseUnsuitable(context, pending, strategy);

    public override bool IsMetBy(SecretDocument finished, SecretDocument before) => true;
}
