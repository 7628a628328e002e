using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Recovery;
using RotationPS.Engine.Rotation.Steps;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Strategies;

/// <summary>
/// Undo. With alternating users the account of AWSPREVIOUS proves that its password still works, and nothing is set; so an
/// undo needs no superuser. A single user sets its former password again.
/// </summary>
internal sealed class UndoStrategy(RotationContext context, SecretSnapshot former) : IRotationStrategy
{
    private readonly SingleUserStrategy _own = new(context);

    public AccountName NextUser => former.Document.UserName;

    private bool IsSameAccount => NextUser == context.Current.Document.UserName;

    public Task<PlannedWork> PlanAsync(CancellationToken cancellationToken) => _own.PlanAsync(cancellationToken);

    /// <summary>
    /// A single user logs in as AWSCURRENT. Where that is refused, the server may have been restored from a backup and hold
    /// the former password already.
    /// </summary>
    public async Task<ITargetSession?> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LogInAsync(IsSameAccount ? context.Current : former, cancellationToken).ConfigureAwait(false);
        }
        catch (RotationException refused) when (refused.Kind is FailureKind.LoginFailed)
        {
            var labels = await context.DescribeSettledAsync(cancellationToken).ConfigureAwait(false);
            if (context.IsOvertaken(labels))
            {
                return null;
            }

            // What is pending may be this very undo, begun by another run; anything else has to be dealt with first, and
            // its password may be the one that the account has now.
            if (RotationContext.Unfinished(labels) is { } pending)
            {
                await RefuseUnlessUndoAsync(pending, cancellationToken).ConfigureAwait(false);
            }

            return IsSameAccount
                ? await OpenAsFormerAsync(cancellationToken).ConfigureAwait(false)
                : throw RecoveryFailures.PreviousRefused(former, refused);
        }
    }

    public Task CheckAsync(ITargetSession session, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The account of AWSPREVIOUS has logged in with it: a twin always, a single user where its server was restored.</summary>
    public bool SetsPassword(ITargetSession session, Password password) => !session.Login.Password.Equals(password);

    public Task SetAsync(ITargetSession session, Password password, CancellationToken cancellationToken) =>
        SetsPassword(session, password) ? session.ChangeOwnPasswordAsync(password, retainCurrent: false, cancellationToken) : Task.CompletedTask;

    public Task<bool> TakesFromCurrentAsync(ITargetSession session, PendingVersion pending) =>
        IsSameAccount && session.Login.Password.Equals(context.Current.Document.Password)
            ? _own.TakesFromCurrentAsync(session, pending)
            : Task.FromResult(false);

    public Task GiveBackAsync(ITargetSession session, CancellationToken cancellationToken) => _own.GiveBackAsync(session, cancellationToken);

    public Task<IReadOnlyList<RightsDifference>> CompareAsync(ITargetSession session, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RightsDifference>>([]);

    public Task<RotationException?> VerifyAsync(
        ITargetSession session, IReadOnlyList<RightsDifference> differences, Action<string> detail, CancellationToken cancellationToken) =>
        Task.FromResult<RotationException?>(null);

    private async Task<ITargetSession> OpenAsFormerAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LogInAsync(former, cancellationToken).ConfigureAwait(false);
        }
        catch (RotationException refused) when (refused.Kind is FailureKind.LoginFailed)
        {
            throw RecoveryFailures.PreviousRefused(former, refused);
        }
    }

    private async Task RefuseUnlessUndoAsync(VersionId pending, CancellationToken cancellationToken)
    {
        // One without a value is filled by the undo.
        if (await context.FindAsync(pending, cancellationToken).ConfigureAwait(false) is { } found && !found.Document.Equals(former.Document))
        {
            throw RecoveryFailures.UndoUnfinished(pending);
        }
    }

    private Task<ITargetSession> LogInAsync(SecretSnapshot version, CancellationToken cancellationToken) =>
        context.Target.LogInAsync(version.Document.LoginFor(context.Target), cancellationToken);
}
