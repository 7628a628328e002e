using RotationPS.Engine.Accounts;

namespace RotationPS.Benchmarks.Scenes;

/// <summary>A connection on which everything comes off.</summary>
internal sealed class SimulatedSession(Login login) : ITargetSession
{
    public Login Login { get; } = login;

    public bool IsEncrypted => true;

    public bool MustChangePassword => false;

    public Task LockAccountAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task UnlockAccountsAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<AccountDescription?> DescribeAccountAsync(AccountName name, CancellationToken cancellationToken) => Task.FromResult<AccountDescription?>(null);

    public Task CheckSuperuserAsync(AccountName account, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task CreateAccountAsync(AccountName name, Password password, Func<CancellationToken, Task> record, CancellationToken cancellationToken) =>
        record(cancellationToken);

    public Task ChangeOwnPasswordAsync(Password password, bool retainCurrent, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ResetPasswordAsync(AccountName name, Password password, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task EnsureCloneAsync(CloneTerms terms, Password? password, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<string>> PreviewCloneAsync(CloneTerms terms, bool setsPassword, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    public Task AdoptCloneAsync(AccountPair accounts, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<RightsDifference>> CompareRightsAsync(CloneTerms terms, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RightsDifference>>([]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
