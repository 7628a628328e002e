using RotationPS.Engine.Accounts;

namespace RotationPS.Engine.Tests.Scenes.Broken;

/// <summary>A session that hands every call on, to break one of them in a class of its own.</summary>
internal abstract class ForwardingSession(ITargetSession inner) : ITargetSession
{
    public Login Login => inner.Login;

    public bool HoldsTwoPasswords => inner.HoldsTwoPasswords;

    public bool IsEncrypted => inner.IsEncrypted;

    public bool MustChangePassword => inner.MustChangePassword;

    public IReadOnlyList<string> Remarks => inner.Remarks;

    public virtual Task LockAccountAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken) =>
        inner.LockAccountAsync(baseAccount, wait, cancellationToken);

    public Task UnlockAccountsAsync(CancellationToken cancellationToken) => inner.UnlockAccountsAsync(cancellationToken);

    public void Expect(Password password) => inner.Expect(password);

    public virtual Task ChangeOwnPasswordAsync(Password password, bool retainCurrent, CancellationToken cancellationToken) =>
        inner.ChangeOwnPasswordAsync(password, retainCurrent, cancellationToken);

    public virtual Task ResetPasswordAsync(AccountName name, Password password, CancellationToken cancellationToken) =>
        inner.ResetPasswordAsync(name, password, cancellationToken);

    public virtual Task EnsureCloneAsync(CloneTerms terms, Password? password, CancellationToken cancellationToken) =>
        inner.EnsureCloneAsync(terms, password, cancellationToken);

    public Task<IReadOnlyList<string>> PreviewCloneAsync(CloneTerms terms, bool setsPassword, CancellationToken cancellationToken) =>
        inner.PreviewCloneAsync(terms, setsPassword, cancellationToken);

    public Task<AccountDescription?> DescribeAccountAsync(AccountName name, CancellationToken cancellationToken) =>
        inner.DescribeAccountAsync(name, cancellationToken);

    public Task CheckSuperuserAsync(AccountName account, CancellationToken cancellationToken) =>
        inner.CheckSuperuserAsync(account, cancellationToken);

    public Task CreateAccountAsync(AccountName name, Password password, Func<CancellationToken, Task> record, CancellationToken cancellationToken) =>
        inner.CreateAccountAsync(name, password, record, cancellationToken);

    public Task AdoptCloneAsync(AccountPair accounts, CancellationToken cancellationToken) =>
        inner.AdoptCloneAsync(accounts, cancellationToken);

    public Task<IReadOnlyList<RightsDifference>> CompareRightsAsync(CloneTerms terms, CancellationToken cancellationToken) =>
        inner.CompareRightsAsync(terms, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
