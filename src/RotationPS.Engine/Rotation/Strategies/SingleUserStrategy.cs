using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation.Steps;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Strategies;

/// <summary>Single user: the account logs in and changes its own password.</summary>
internal sealed class SingleUserStrategy(RotationContext context) : IRotationStrategy
{
    public AccountName NextUser => context.Current.Document.UserName;

    public Task<PlannedWork> PlanAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new PlannedWork(NextUser, context.Target.Preview(new AccountChange.OwnPassword(NextUser))));

    public Task<ITargetSession?> OpenAsync(CancellationToken cancellationToken) => OpenAsync([], cancellationToken);

    public async Task<ITargetSession?> OpenAfterSetAsync(VersionId pendingId, CancellationToken cancellationToken) =>
        await TryOpenAsync(pendingId, cancellationToken).ConfigureAwait(false)
        ?? await OpenAsync([pendingId], cancellationToken).ConfigureAwait(false);

    public Task CheckAsync(ITargetSession session, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task SetAsync(ITargetSession session, Password password, CancellationToken cancellationToken) =>
        session.ChangeOwnPasswordAsync(password, context.Current.Document.DualPassword, cancellationToken);

    /// <summary>
    /// Nobody but this run has worked on a version that it made itself, for it has held the lock since. One that another run
    /// made may have been set, and be about to be finished, by a run that has lost its lock; then AWSCURRENT no longer logs in.
    /// Where there is no lock any version may have been.
    /// </summary>
    public async Task<bool> TakesFromCurrentAsync(ITargetSession session, PendingVersion pending)
    {
        if (!pending.IsResumed && session.LocksAccounts)
        {
            return true;
        }

        if (!session.Login.Password.Equals(context.Current.Document.Password))
        {
            return false;
        }

        try
        {
            await using var proof = await LogInAsync(context.Current, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (RotationException refused) when (refused.Kind is FailureKind.LoginFailed)
        {
            return false;
        }
    }

    public Task GiveBackAsync(ITargetSession session, CancellationToken cancellationToken) =>
        session.ChangeOwnPasswordAsync(context.Current.Document.Password, retainCurrent: false, cancellationToken);

    public Task<IReadOnlyList<RightsDifference>> CompareAsync(ITargetSession session, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RightsDifference>>([]);

    public Task<RotationException?> VerifyAsync(
        ITargetSession session, IReadOnlyList<RightsDifference> differences, Action<string> detail, CancellationToken cancellationToken) =>
        Task.FromResult<RotationException?>(null);

    private async Task<ITargetSession?> OpenAsync(HashSet<VersionId> tried, CancellationToken cancellationToken)
    {
        try
        {
            return await LogInAsync(context.Current, cancellationToken).ConfigureAwait(false);
        }
        catch (RotationException refused) when (refused.Kind is FailureKind.LoginFailed)
        {
            return await OpenAsPendingAsync(tried, refused, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// AWSCURRENT was refused. Either another run stands between Set and Finish, or died there, and the pending version
    /// logs in; or it has finished, and the labels say so; or the password is wrong. Each version is tried once: refused
    /// logins count toward a lock-out.
    /// </summary>
    private async Task<ITargetSession?> OpenAsPendingAsync(HashSet<VersionId> tried, RotationException refused, CancellationToken cancellationToken)
    {
        tried.Add(context.Current.Id);
        while (true)
        {
            var labels = await context.DescribeSettledAsync(cancellationToken).ConfigureAwait(false);
            if (context.IsOvertaken(labels))
            {
                return null;
            }

            if (RotationContext.Unfinished(labels) is not { } pendingId || !tried.Add(pendingId))
            {
                throw RotationFailures.CurrentRefused(refused);
            }

            if (await TryOpenAsync(pendingId, cancellationToken).ConfigureAwait(false) is { } session)
            {
                return session;
            }
        }
    }

    /// <returns>Null where the version does not log in, or has no value, so that no rotation can have set it.</returns>
    private async Task<ITargetSession?> TryOpenAsync(VersionId pendingId, CancellationToken cancellationToken)
    {
        try
        {
            var pending = await context.ReadAsync(pendingId, cancellationToken).ConfigureAwait(false);
            PendingVersion.RefuseForeign(context, pending, NextUser);
            return await LogInAsync(pending, cancellationToken).ConfigureAwait(false);
        }
        catch (RotationException error) when (error.Kind is FailureKind.LoginFailed or FailureKind.ResourceNotFound)
        {
            return null;
        }
    }

    private Task<ITargetSession> LogInAsync(SecretSnapshot version, CancellationToken cancellationToken) =>
        context.Target.LogInAsync(version.Document.LoginFor(context.Target), cancellationToken);
}
