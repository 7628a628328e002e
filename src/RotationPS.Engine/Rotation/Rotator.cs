using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation.Goals;
using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation;

/// <summary>Rotates secrets, by the strategy that each secret's own document says.</summary>
/// <param name="environment">What it works with.</param>
public sealed class Rotator(RotationEnvironment environment)
{
    /// <summary>
    /// Tells what a rotation would do now, and changes nothing. It reads secrets; where two accounts alternate the superuser
    /// logs in and looks how they differ.
    /// </summary>
    /// <param name="secret">The secret.</param>
    /// <param name="options">What the caller decides.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RotationException">The secret cannot be rotated as it is.</exception>
    public async Task<RotationPlan> PlanAsync(SecretId secret, RotationOptions options, CancellationToken cancellationToken)
    {
        var current = await SecretSnapshot.ReadAsync(environment.Store, secret, VersionReference.Current, cancellationToken).ConfigureAwait(false);
        var context = new RotationContext(environment, options, current);
        var goal = new NewPassword();
        var strategy = goal.StrategyFor(context);
        var labels = await context.DescribeAsync(cancellationToken).ConfigureAwait(false);
        context.RefuseUnlessOurs(labels);
        var unfinished = RotationContext.Unfinished(labels);
        var work = await strategy.PlanAsync(cancellationToken).ConfigureAwait(false);
        return new RotationPlan
        {
            Name = current.Version.Name,
            Arn = current.Version.Arn,
            Strategy = RotationContext.StrategyOf(current.Document),
            Server = current.Document.ServerFor(context.Target),
            CurrentUser = current.Document.UserName,
            NextUser = strategy.NextUser,
            Actor = work.Actor,
            CurrentVersionId = current.Id,
            NextVersionId = unfinished ?? DerivedVersionId.Next(current.Version.Arn, current.Id, attempt: 0),
            IsResumed = unfinished is not null,
            Statements = work.Statements,
        };
    }

    /// <summary>
    /// Rotates a secret: makes the next version, or finishes the one another run has begun, and moves AWSCURRENT to it.
    /// Any number of runs at once, or one after a crash of another, bring about one new version.
    /// </summary>
    /// <param name="secret">The secret.</param>
    /// <param name="options">What the caller decides.</param>
    /// <param name="report">Hears what happens, on the thread that does it.</param>
    /// <param name="cancellationToken">Stops it between steps; once the server is given the new password the run goes on to its end.</param>
    /// <returns>What became of it; a failure is told there and not thrown.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task<RotationOutcome> RotateAsync(SecretId secret, RotationOptions options, Action<RotationEvent> report, CancellationToken cancellationToken) =>
        new RotationRun(environment, secret, options, new NewPassword(), report).RunAsync(cancellationToken);

    /// <summary>Rotates a secret whose AWSCURRENT was read a moment ago, which saves reading it.</summary>
    /// <param name="secret">The id that was asked for.</param>
    /// <param name="current">Its version with AWSCURRENT.</param>
    /// <param name="options">What the caller decides.</param>
    /// <param name="report">Hears what happens, on the thread that does it.</param>
    /// <param name="cancellationToken">Stops it between steps.</param>
    /// <returns>What became of it; a failure is told there and not thrown.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task<RotationOutcome> RotateAsync(
        SecretId secret, SecretValue current, RotationOptions options, Action<RotationEvent> report, CancellationToken cancellationToken) =>
        new RotationRun(environment, secret, options, new NewPassword(), report, current).RunAsync(cancellationToken);
}
