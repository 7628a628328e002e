using RotationPS.Engine.Rotation.Steps;
using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Goals;

/// <summary>The goal of a rotation: another password, and where two accounts alternate the other account.</summary>
internal sealed class NewPassword : RotationGoal
{
    public override IRotationStrategy StrategyFor(RotationContext context) =>
        context.Current.Document.SuperuserSecretId is { } superuser
            ? new AlternatingUsersStrategy(context, superuser)
            : new SingleUserStrategy(context);

    public override SecretDocument MakeDocument(RotationContext context, IRotationStrategy strategy)
    {
        var password = context.Environment.Passwords.Generate(context.Options.Passwords, context.Target.DefaultExcludeCharacters);
        context.Target.CheckNewPassword(strategy.NextUser, password);
        return context.Current.Document.WithCredentials(strategy.NextUser, password);
    }

    public override void RefuseUnsuitable(RotationContext context, SecretSnapshot pending, IRotationStrategy strategy) =>
        PendingVersion.RefuseForeign(context, pending, strategy.NextUser);

    // A change of strategy that somebody left unfinished has the same password; finishing it is no rotation yet.
    public override bool IsMetBy(SecretDocument finished, SecretDocument before) => !finished.HasCredentialsOf(before);
}
