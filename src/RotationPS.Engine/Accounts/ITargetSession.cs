using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Accounts;

/// <summary>One connection of one logged-in account. Not for two callers at once.</summary>
public interface ITargetSession : IAsyncDisposable
{
    /// <summary>Who is logged in, and where.</summary>
    Login Login { get; }

    /// <summary>Whether the connection is encrypted.</summary>
    bool IsEncrypted { get; }

    /// <summary>
    /// Takes the server's own advisory lock of an account pair for as long as this connection lives. The lock is the same
    /// for every session on the same server and database, whoever is logged in.
    /// </summary>
    /// <param name="baseAccount">The base account of the pair; it gives the lock its name.</param>
    /// <param name="wait">How long to wait for another holder.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.Busy"/> after <paramref name="wait"/>.</exception>
    Task LockAccountAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>Describes an account; null where there is none of that name.</summary>
    Task<AccountDescription?> DescribeAccountAsync(AccountName name, CancellationToken cancellationToken);

    /// <summary>Makes sure, without changing anything, that this session may create accounts and alter this one.</summary>
    /// <exception cref="RotationException"><see cref="FailureKind.PermissionDenied"/>, saying what is missing and who can grant it.</exception>
    Task CheckSuperuserAsync(AccountName account, CancellationToken cancellationToken);

    /// <summary>
    /// Creates an account that may log in. <paramref name="record"/> runs once the server has accepted the account and
    /// before it becomes real, so that its password is on record before it can be used; where it throws, there is no account.
    /// </summary>
    /// <exception cref="RotationException"><see cref="FailureKind.AccountExists"/>, <see cref="FailureKind.PermissionDenied"/>,
    /// <see cref="FailureKind.PolicyRejected"/>; or what <paramref name="record"/> throws.</exception>
    Task CreateAccountAsync(AccountName name, Password password, Func<CancellationToken, Task> record, CancellationToken cancellationToken);

    /// <summary>Changes the password of the account that is logged in. Its open connections stay.</summary>
    /// <exception cref="RotationException"><see cref="FailureKind.PolicyRejected"/>, <see cref="FailureKind.PermissionDenied"/>,
    /// <see cref="FailureKind.Busy"/>.</exception>
    Task ChangeOwnPasswordAsync(Password password, CancellationToken cancellationToken);

    /// <summary>Sets the password of another account, by right of the one that is logged in.</summary>
    /// <exception cref="RotationException"><see cref="FailureKind.AccountNotFound"/>, <see cref="FailureKind.PolicyRejected"/>,
    /// <see cref="FailureKind.PermissionDenied"/>, <see cref="FailureKind.Busy"/>.</exception>
    Task ResetPasswordAsync(AccountName name, Password password, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the clone where it is missing, marks it as ours, brings its rights and settings in line with its base and
    /// sets its password; all of it or nothing where the engine can.
    /// </summary>
    /// <exception cref="RotationException"><see cref="FailureKind.CloneNotOurs"/> where an account of that name lacks our
    /// mark and the request does not adopt it; <see cref="FailureKind.AccountNotFound"/> where the base is missing.</exception>
    Task EnsureCloneAsync(CloneRequest request, CancellationToken cancellationToken);

    /// <summary>Marks an existing account as ours, as the clone of a base; does nothing where it is marked so already.</summary>
    /// <exception cref="RotationException"><see cref="FailureKind.AccountNotFound"/>, <see cref="FailureKind.PermissionDenied"/>.</exception>
    Task AdoptCloneAsync(AccountName baseAccount, AccountName clone, CancellationToken cancellationToken);

    /// <summary>Tells how the clone differs from its base, in all that <see cref="EnsureCloneAsync"/> brings in line.</summary>
    Task<IReadOnlyList<RightsDifference>> CompareRightsAsync(AccountName baseAccount, AccountName clone, CloneMode mode, CancellationToken cancellationToken);
}
