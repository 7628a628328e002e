using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Rotation.Strategies;

/// <summary>A superuser's connection that goes back to where it was lent from, unless anything has failed on it.</summary>
/// <param name="owner">Where it goes back to.</param>
/// <param name="session">The connection.</param>
/// <param name="isReused">Whether it has served another account before; then it may have died while it waited.</param>
internal sealed class LentSession(SuperuserSessions owner, ITargetSession session, bool isReused) : ITargetSession
{
    private bool _hasFailed;
    private bool _hasAnswered;

    public Login Login => session.Login;

    public bool IsEncrypted => session.IsEncrypted;

    public bool MustChangePassword => session.MustChangePassword;

    public bool HoldsTwoPasswords => session.HoldsTwoPasswords;

    public bool LocksAccounts => session.LocksAccounts;

    public IReadOnlyList<string> Remarks => session.Remarks;

    public Task LockAccountAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken) =>
        CallAsync(() => session.LockAccountAsync(baseAccount, wait, cancellationToken));

    public Task UnlockAccountsAsync(CancellationToken cancellationToken) => CallAsync(() => session.UnlockAccountsAsync(cancellationToken));

    public Task<AccountDescription?> DescribeAccountAsync(AccountName name, CancellationToken cancellationToken) =>
        CallAsync(() => session.DescribeAccountAsync(name, cancellationToken));

    public Task CheckSuperuserAsync(AccountName account, CancellationToken cancellationToken) =>
        CallAsync(() => session.CheckSuperuserAsync(account, cancellationToken));

    public Task<PairDescription> InspectPairAsync(AccountPair accounts, CancellationToken cancellationToken) =>
        CallAsync(() => session.InspectPairAsync(accounts, cancellationToken));

    public Task CreateAccountAsync(AccountName name, Password password, Func<CancellationToken, Task> record, CancellationToken cancellationToken) =>
        CallAsync(() => session.CreateAccountAsync(name, password, record, cancellationToken));

    public void Expect(Password password) => session.Expect(password);

    public Task ChangeOwnPasswordAsync(Password password, bool retainCurrent, CancellationToken cancellationToken) =>
        CallAsync(() => session.ChangeOwnPasswordAsync(password, retainCurrent, cancellationToken));

    public Task ResetPasswordAsync(AccountName name, Password password, CancellationToken cancellationToken) =>
        CallAsync(() => session.ResetPasswordAsync(name, password, cancellationToken));

    public Task EnsureCloneAsync(CloneTerms terms, Password? password, CancellationToken cancellationToken) =>
        CallAsync(() => session.EnsureCloneAsync(terms, password, cancellationToken));

    public Task<IReadOnlyList<string>> PreviewCloneAsync(CloneTerms terms, bool setsPassword, CancellationToken cancellationToken) =>
        CallAsync(() => session.PreviewCloneAsync(terms, setsPassword, cancellationToken));

    public Task AdoptCloneAsync(AccountPair accounts, CancellationToken cancellationToken) =>
        CallAsync(() => session.AdoptCloneAsync(accounts, cancellationToken));

    public Task<IReadOnlyList<RightsDifference>> CompareRightsAsync(CloneTerms terms, CancellationToken cancellationToken) =>
        CallAsync(() => session.CompareRightsAsync(terms, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        if (!_hasFailed && !MustChangePassword && await IsUnlockedAsync().ConfigureAwait(false))
        {
            await owner.ReturnAsync(session).ConfigureAwait(false);
        }
        else
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A connection that does not answer any more is closed, and its lock goes with it.</summary>
    private async Task<bool> IsUnlockedAsync()
    {
        try
        {
            await session.UnlockAccountsAsync(CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (RotationException)
        {
            return false;
        }
    }

    private Task CallAsync(Func<Task> call) => CallAsync(async () =>
    {
        await call().ConfigureAwait(false);
        return true;
    });

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        var succeeded = false;
        try
        {
            var result = await call().ConfigureAwait(false);
            succeeded = true;
            _hasAnswered = true;
            return result;
        }
        catch (RotationException lost) when (isReused && !_hasAnswered && lost.Kind is FailureKind.Unreachable)
        {
            // Nothing has been done on it yet for this account, so the rotation begins anew on a fresh connection.
            await owner.DropAsync(Login).ConfigureAwait(false);
            throw new RotationException(lost.Kind, lost.What, lost.NextStep, lost) { IsWorthRepeating = true };
        }
        finally
        {
            _hasFailed |= !succeeded;
        }
    }
}
