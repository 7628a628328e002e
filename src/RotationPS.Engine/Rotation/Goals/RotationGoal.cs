using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Goals;

/// <summary>What a run is to bring about. Whatever it is, it comes about by the same steps.</summary>
internal abstract class RotationGoal
{
    /// <summary>
    /// Whether a pending version of another run may be worked on only once every earlier write is seen. Whoever sets its
    /// password must not do so by labels that are a moment old.
    /// </summary>
    public virtual bool NeedsSettledLabels => true;

    /// <summary>Whether AWSPENDING comes off the version once it is AWSCURRENT, rather than stay beside it.</summary>
    public virtual bool TakesPendingOff => true;

    /// <summary>
    /// Before anybody logs in: whether AWSCURRENT is what was asked for already. Whoever asked looked before, but another run
    /// may have done the work since. Not asked once this run has made a version, which is to be finished.
    /// </summary>
    public virtual bool IsMetAlready(SecretDocument current) => false;

    /// <summary>How the work is done.</summary>
    public abstract IRotationStrategy StrategyFor(RotationContext context);

    /// <summary>
    /// Before anybody logs in: refuses what can be told without. Labels change until the lock is taken, so under it they are
    /// looked at again.
    /// </summary>
    public virtual Task RefuseInPlanAsync(RotationContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Under the lock, where no version is pending: refuses to begin one, unless this goal may.</summary>
    /// <param name="context">AWSCURRENT as it was read.</param>
    /// <param name="labels">The labels under the lock.</param>
    public virtual void RefuseToBegin(RotationContext context, SecretDescription labels)
    {
    }

    /// <summary>Under the lock, where a version is pending, with or without a value: refuses it, unless this goal may work on it.</summary>
    /// <param name="context">AWSCURRENT as it was read.</param>
    /// <param name="labels">The labels under the lock.</param>
    public virtual void RefuseToJoin(RotationContext context, SecretDescription labels)
    {
    }

    /// <summary>What the next version says.</summary>
    public abstract SecretDocument MakeDocument(RotationContext context, IRotationStrategy strategy);

    /// <summary>Refuses a pending version that this run must not finish.</summary>
    public abstract void RefuseUnsuitable(RotationContext context, SecretSnapshot pending, IRotationStrategy strategy);

    /// <summary>Whether that version, once AWSCURRENT, is what was asked for.</summary>
    public abstract bool IsMetBy(SecretDocument finished, SecretDocument before);
}
