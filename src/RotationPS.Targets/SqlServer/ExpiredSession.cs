using Microsoft.Data.SqlClient;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.SqlServer;

/// <summary>
/// An account whose password is right and has expired, or must be changed before anything else. The server lets nobody in
/// with it, so there is no connection and no lock; the password can be changed all the same.
/// </summary>
internal sealed class ExpiredSession(Login login, SqlConnectionEncryptOption encryption, string database, SqlServerLimits limits) : ITargetSession
{
    /// <inheritdoc/>
    public Login Login { get; } = login;

    /// <inheritdoc/>
    public bool IsEncrypted => encryption != SqlConnectionEncryptOption.Optional;

    /// <summary>Always.</summary>
    public bool MustChangePassword => true;

    /// <inheritdoc/>
    public Task LockAccountAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task UnlockAccountsAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task ChangeOwnPasswordAsync(Password password, bool retainCurrent, CancellationToken cancellationToken)
    {
        if (retainCurrent)
        {
            throw SqlServerFailures.OnePasswordOnly(Login.User);
        }

        try
        {
            await SqlServerConnector.ChangePasswordAsync(Login, database, encryption, password, limits).ConfigureAwait(false);
        }
        catch (Exception failure) when (SqlServerFailures.IsOfDriver(failure))
        {
            throw SqlServerFailures.OfPasswordChange(Login, failure);
        }
    }

    /// <inheritdoc/>
    public Task<AccountDescription?> DescribeAccountAsync(AccountName name, CancellationToken cancellationToken) =>
        throw SqlServerFailures.PasswordExpired(Login);

    /// <inheritdoc/>
    public Task CheckSuperuserAsync(AccountName account, CancellationToken cancellationToken) => throw SqlServerFailures.PasswordExpired(Login);

    /// <inheritdoc/>
    public Task CreateAccountAsync(AccountName name, Password password, Func<CancellationToken, Task> record, CancellationToken cancellationToken) =>
        throw SqlServerFailures.PasswordExpired(Login);

    /// <inheritdoc/>
    public Task ResetPasswordAsync(AccountName name, Password password, CancellationToken cancellationToken) =>
        throw SqlServerFailures.PasswordExpired(Login);

    /// <inheritdoc/>
    public Task EnsureCloneAsync(CloneTerms terms, Password? password, CancellationToken cancellationToken) =>
        throw SqlServerFailures.PasswordExpired(Login);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> PreviewCloneAsync(CloneTerms terms, bool setsPassword, CancellationToken cancellationToken) =>
        throw SqlServerFailures.PasswordExpired(Login);

    /// <inheritdoc/>
    public Task AdoptCloneAsync(AccountPair accounts, CancellationToken cancellationToken) => throw SqlServerFailures.PasswordExpired(Login);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RightsDifference>> CompareRightsAsync(CloneTerms terms, CancellationToken cancellationToken) =>
        throw SqlServerFailures.PasswordExpired(Login);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
