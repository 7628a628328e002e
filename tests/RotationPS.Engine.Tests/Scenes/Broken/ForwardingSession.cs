using RotationPS.Engine.Accounts;

namespace RotationPS.Engine.Tests.Scenes.Broken;

/// <summary>A session that hands every call on, to break one of them in a class of its own.</summary>
internal abstract class ForwardingSession(ITargetSession inner) : ITargetSession
{
    public Login Login => inner.Login;

    public bool IsEncrypted => inner.IsEncrypted;

    public virtual Task LockAccountAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken) =>
        inner.LockAccountAsync(baseAccount, wait, cancellationToken);

    public virtual Task ChangeOwnPasswordAsync(Password password, CancellationToken cancellationToken) =>
        inner.ChangeOwnPasswordAsync(password, cancellationToken);

    public virtual Task ResetPasswordAsync(AccountName name, Password password, CancellationToken cancellationToken) =>
        inner.ResetPasswordAsync(name, password, cancellationToken);

    public virtual Task EnsureCloneAsync(CloneRequest request, CancellationToken cancellationToken) =>
        inner.EnsureCloneAsync(request, cancellationToken);

    public Task<AccountDescription?> DescribeAccountAsync(AccountName name, CancellationToken cancellationToken) =>
        inner.DescribeAccountAsync(name, cancellationToken);

    public Task CheckSuperuserAsync(AccountName account, CancellationToken cancellationToken) =>
        inner.CheckSuperuserAsync(account, cancellationToken);

    public Task CreateAccountAsync(AccountName name, Password password, Func<CancellationToken, Task> record, CancellationToken cancellationToken) =>
        inner.CreateAccountAsync(name, password, record, cancellationToken);

    public Task AdoptCloneAsync(AccountName baseAccount, AccountName clone, CancellationToken cancellationToken) =>
        inner.AdoptCloneAsync(baseAccount, clone, cancellationToken);

    public Task<IReadOnlyList<RightsDifference>> CompareRightsAsync(AccountName baseAccount, AccountName clone, CloneMode mode, CancellationToken cancellationToken) =>
        inner.CompareRightsAsync(baseAccount, clone, mode, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
