using RotationPS.Engine.Accounts;

namespace RotationPS.Engine.Tests.Scenes;

/// <summary>A session of one process, with hooks around every call the engine makes.</summary>
internal sealed class InterceptedSession(ITargetSession inner, CallHooks hooks) : ITargetSession
{
    public Login Login => inner.Login;

    public bool IsEncrypted => inner.IsEncrypted;

    public bool MustChangePassword => inner.MustChangePassword;

    public bool HoldsTwoPasswords => inner.HoldsTwoPasswords;

    public bool LocksAccounts => inner.LocksAccounts;

    public IReadOnlyList<string> Remarks => inner.Remarks;

    /// <summary>Ends the session without the process knowing, as a server does that holds the connection for dead.</summary>
    public ValueTask CutAsync() => inner.DisposeAsync();

    public Task LockAccountAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken) =>
        AroundAsync("Lock", baseAccount, () => inner.LockAccountAsync(baseAccount, wait, cancellationToken));

    public Task UnlockAccountsAsync(CancellationToken cancellationToken) =>
        AroundAsync("Unlock", Login.User, () => inner.UnlockAccountsAsync(cancellationToken));

    public Task<AccountDescription?> DescribeAccountAsync(AccountName name, CancellationToken cancellationToken) =>
        AroundAsync("DescribeAccount", name, () => inner.DescribeAccountAsync(name, cancellationToken));

    public Task CheckSuperuserAsync(AccountName account, CancellationToken cancellationToken) =>
        AroundAsync("CheckSuperuser", account, () => inner.CheckSuperuserAsync(account, cancellationToken));

    public Task CreateAccountAsync(AccountName name, Password password, Func<CancellationToken, Task> record, CancellationToken cancellationToken) =>
        AroundAsync("CreateAccount", name, () => inner.CreateAccountAsync(name, password, record, cancellationToken));

    public void Expect(Password password) => inner.Expect(password);

    public Task ChangeOwnPasswordAsync(Password password, bool retainCurrent, CancellationToken cancellationToken) =>
        AroundAsync("ChangeOwnPassword", Login.User, () => inner.ChangeOwnPasswordAsync(password, retainCurrent, cancellationToken));

    public Task ResetPasswordAsync(AccountName name, Password password, CancellationToken cancellationToken) =>
        AroundAsync("ResetPassword", name, () => inner.ResetPasswordAsync(name, password, cancellationToken));

    public Task EnsureCloneAsync(CloneTerms terms, Password? password, CancellationToken cancellationToken) =>
        AroundAsync("EnsureClone", terms.Accounts.CloneUser, () => inner.EnsureCloneAsync(terms, password, cancellationToken));

    public Task<IReadOnlyList<string>> PreviewCloneAsync(CloneTerms terms, bool setsPassword, CancellationToken cancellationToken) =>
        AroundAsync("PreviewClone", terms.Accounts.CloneUser, () => inner.PreviewCloneAsync(terms, setsPassword, cancellationToken));

    public Task AdoptCloneAsync(AccountPair accounts, CancellationToken cancellationToken) =>
        AroundAsync("AdoptClone", accounts.CloneUser, () => inner.AdoptCloneAsync(accounts, cancellationToken));

    public Task<IReadOnlyList<RightsDifference>> CompareRightsAsync(CloneTerms terms, CancellationToken cancellationToken) =>
        AroundAsync("CompareRights", terms.Accounts.CloneUser, () => inner.CompareRightsAsync(terms, cancellationToken));

    public async ValueTask DisposeAsync() =>
        await AroundAsync("Dispose", Login.User, () => inner.DisposeAsync().AsTask());

    private Task AroundAsync(string operation, AccountName about, Func<Task> work) =>
        hooks.AroundAsync($"Session.{operation}", about.Value, this, work);

    private Task<T> AroundAsync<T>(string operation, AccountName about, Func<Task<T>> work) =>
        hooks.AroundAsync($"Session.{operation}", about.Value, this, work);
}
