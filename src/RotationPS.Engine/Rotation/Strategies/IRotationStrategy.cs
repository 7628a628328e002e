using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation.Steps;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Strategies;

/// <summary>What the two strategies do differently: who works, on which account, and how that is made safe.</summary>
internal interface IRotationStrategy
{
    /// <summary>The account whose password is set.</summary>
    AccountName NextUser { get; }

    /// <summary>Tells what the server would be told, and by whom. Changes nothing.</summary>
    Task<PlannedWork> PlanAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Proves that the secret's own credentials work and logs in as the account that does the work; null where somebody
    /// else has rotated meanwhile.
    /// </summary>
    Task<ITargetSession?> OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="OpenAsync"/>, where the password of a pending version has most likely been set by an earlier run, so
    /// that no login has to fail on the usual path.
    /// </summary>
    Task<ITargetSession?> OpenAfterSetAsync(VersionId pendingId, CancellationToken cancellationToken) => OpenAsync(cancellationToken);

    /// <summary>Under the lock and before anything changes: makes sure that the change is allowed and can come off.</summary>
    Task CheckAsync(ITargetSession session, CancellationToken cancellationToken);

    /// <summary>Whether the server is given the new password; false where the account is known to have it.</summary>
    bool SetsPassword(ITargetSession session, Password password) => true;

    /// <summary>Gives the server the new password.</summary>
    Task SetAsync(ITargetSession session, Password password, CancellationToken cancellationToken);

    /// <summary>
    /// Under the lock and before the new password is set: whether setting it takes a working password from AWSCURRENT, which
    /// this run may give back where the store then refuses to move the label.
    /// </summary>
    Task<bool> TakesFromCurrentAsync(ITargetSession session, PendingVersion pending);

    /// <summary>Gives AWSCURRENT's own password back; only where <see cref="TakesFromCurrentAsync"/> said so.</summary>
    Task GiveBackAsync(ITargetSession session, CancellationToken cancellationToken);

    /// <summary>While the new password is tried: looks at how the account differs from its twin. Changes nothing.</summary>
    Task<IReadOnlyList<RightsDifference>> CompareAsync(ITargetSession session, CancellationToken cancellationToken);

    /// <summary>After the new password has worked: makes sure that the account may take over, and its twin after it.</summary>
    /// <param name="session">The session that does the work.</param>
    /// <param name="differences">How the account differs from its twin.</param>
    /// <param name="detail">Hears what is worth knowing.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What the account lacks though it may take over; null where it lacks nothing.</returns>
    Task<RotationException?> VerifyAsync(
        ITargetSession session, IReadOnlyList<RightsDifference> differences, Action<string> detail, CancellationToken cancellationToken);
}
