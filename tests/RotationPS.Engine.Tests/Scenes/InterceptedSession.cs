using RotationPS.Engine.Accounts;

namespace RotationPS.Engine.Tests.Scenes;

/// <summary>A session of one process, with hooks around every call the engine makes.</summary>
internal sealed class InterceptedSession(ITargetSession inner, CallHooks hooks) : ITargetSession
{
    public Login Login => inner.Login;

    public bool IsEncrypted => inner.IsEncrypted;

    /// <summary>Ends the session without the process knowing, as a server does that holds the connection for dead.</summary>
    public ValueTask CutAsync() => inner.DisposeAsync();

    public Task LockAccountAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken) =>
        AroundAsync("Lock", baseAccount, () => inner.LockAccountAsync(baseAccount, wait, cancellationToken));

    public Task<AccountDescription?> DescribeAccountAsync(AccountName name, CancellationToken cancellationToken) =>
        AroundAsync("DescribeAccount", name, () => inner.DescribeAccountAsync(name, cancellationToken));

    public Task CheckSuperuserAsync(AccountName account, CancellationToken cancellationToken) =>
        AroundAsync("CheckSuperuser", account, () => inner.CheckSuperuserAsync(account, cancellationToken));

    public Task CreateAccountAsync(AccountName name, Password password, Func<CancellationToken, Task> record, CancellationToken cancellationToken) =>
        AroundAsync("CreateAccount", name, () => inner.CreateAccountAsync(name, password, record, cancellationToken));

    public Task ChangeOwnPasswordAsync(Password password, CancellationToken cancellationToken) =>
        AroundAsync("ChangeOwnPassword", Login.User, () => inner.ChangeOwnPasswordAsync(password, cancellationToken));

    public Task ResetPasswordAsync(AccountName name, Password password, CancellationToken cancellationToken) =>
        AroundAsync("ResetPassword", name, () => inner.ResetPasswordAsync(name, password, cancellationToken));

    public Task EnsureCloneAsync(CloneRequest request, CancellationToken cancellationToken) =>
        AroundAsync("EnsureClone", request.Name, () => inner.EnsureCloneAsync(request, cancellationToken));

    public Task AdoptCloneAsync(AccountName baseAccount, AccountName clone, CancellationToken cancellationToken) =>
        AroundAsync("AdoptClone", clone, () => inner.AdoptCloneAsync(baseAccount, clone, cancellationToken));

    public Task<IReadOnlyList<RightsDifference>> CompareRightsAsync(AccountName baseAccount, AccountName clone, CloneMode mode, CancellationToken cancellationToken) =>
        AroundAsync("CompareRights", clone, () => inner.CompareRightsAsync(baseAccount, clone, mode, cancellationToken));

    public async ValueTask DisposeAsync() =>
        await AroundAsync("Dispose", Login.User, () => inner.DisposeAsync().AsTask());

    private Task AroundAsync(string operation, AccountName about, Func<Task> work) =>
        hooks.AroundAsync($"Session.{operation}", about.Value, this, work);

    private Task<T> AroundAsync<T>(string operation, AccountName about, Func<Task<T>> work) =>
        hooks.AroundAsync($"Session.{operation}", about.Value, this, work);
}
