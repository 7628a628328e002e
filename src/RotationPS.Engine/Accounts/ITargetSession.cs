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
    /// Whether the password is right but the server lets the account do nothing before it has changed it. Then
    /// <see cref="LockAccountAsync"/> does nothing and only <see cref="ChangeOwnPasswordAsync"/> works.
    /// </summary>
    bool MustChangePassword { get; }

    /// <summary>Whether the server can hold an account's former password beside its new one.</summary>
    bool HoldsTwoPasswords => false;

    /// <summary>
    /// Whether <see cref="LockAccountAsync"/> keeps other sessions out. Where the server has no such lock it does nothing,
    /// and whoever is about to set a password looks at the labels once more.
    /// </summary>
    bool LocksAccounts => true;

    /// <summary>What whoever works here should know of the server or the account, as whole sentences; complete once the account is locked.</summary>
    IReadOnlyList<string> Remarks => [];

    /// <summary>
    /// Takes the server's own advisory lock of an account pair for as long as this connection lives. The lock is the same
    /// for every session on the same server and database, whoever is logged in.
    /// </summary>
    /// <param name="baseAccount">The base account of the pair; it gives the lock its name.</param>
    /// <param name="wait">How long to wait for another holder.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.Busy"/> after <paramref name="wait"/>.</exception>
    Task LockAccountAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>
    /// Lets go of every lock that <see cref="LockAccountAsync"/> took, however often, so that the session can go on to
    /// another account.
    /// </summary>
    Task UnlockAccountsAsync(CancellationToken cancellationToken);

    /// <summary>Describes an account; null where there is none of that name.</summary>
    Task<AccountDescription?> DescribeAccountAsync(AccountName name, CancellationToken cancellationToken);

    /// <summary>Makes sure, without changing anything, that this session may create accounts and alter this one.</summary>
    /// <exception cref="RotationException"><see cref="FailureKind.PermissionDenied"/>, saying what is missing and who can grant it.</exception>
    Task CheckSuperuserAsync(AccountName account, CancellationToken cancellationToken);

    /// <summary>
    /// <see cref="CheckSuperuserAsync"/> for the base of a pair and <see cref="DescribeAccountAsync"/> for both; a target for
    /// which that is fewer round trips does it in one go.
    /// </summary>
    /// <exception cref="RotationException">As for <see cref="CheckSuperuserAsync"/>.</exception>
    async Task<PairDescription> InspectPairAsync(AccountPair accounts, CancellationToken cancellationToken)
    {
        await CheckSuperuserAsync(accounts.BaseUser, cancellationToken).ConfigureAwait(false);
        return new PairDescription(
            await DescribeAccountAsync(accounts.BaseUser, cancellationToken).ConfigureAwait(false),
            await DescribeAccountAsync(accounts.CloneUser, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Creates an account that may log in. <paramref name="record"/> runs once the server has accepted the account and
    /// before it becomes real, so that its password is on record before it can be used; where it throws, there is no account.
    /// </summary>
    /// <exception cref="RotationException"><see cref="FailureKind.AccountExists"/>, <see cref="FailureKind.PermissionDenied"/>,
    /// <see cref="FailureKind.PolicyRejected"/>; or what <paramref name="record"/> throws.</exception>
    Task CreateAccountAsync(AccountName name, Password password, Func<CancellationToken, Task> record, CancellationToken cancellationToken);

    /// <summary>
    /// Says which password is likely to be set next, while something else is still to be done: a target that has something to
    /// compute of it can begin. Nothing is said to the server, nothing fails, and the password may also never be set.
    /// </summary>
    void Expect(Password password)
    {
    }

    /// <summary>Changes the password of the account that is logged in. Its open connections stay.</summary>
    /// <param name="password">The new password.</param>
    /// <param name="retainCurrent">Whether the present password goes on working beside the new one, where the server can.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.PolicyRejected"/>, <see cref="FailureKind.PermissionDenied"/>,
    /// <see cref="FailureKind.Busy"/>; <see cref="FailureKind.NotApplicable"/> where the server holds one password only.</exception>
    Task ChangeOwnPasswordAsync(Password password, bool retainCurrent, CancellationToken cancellationToken);

    /// <summary>Sets the password of another account, by right of the one that is logged in.</summary>
    /// <exception cref="RotationException"><see cref="FailureKind.AccountNotFound"/>, <see cref="FailureKind.PolicyRejected"/>,
    /// <see cref="FailureKind.PermissionDenied"/>, <see cref="FailureKind.Busy"/>.</exception>
    Task ResetPasswordAsync(AccountName name, Password password, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the clone where it is missing, marks it as ours, brings its rights and settings in line with its base and
    /// sets its password; all of it or nothing where the engine can. What cannot be brought in line stays as it is and is
    /// told by <see cref="CompareRightsAsync"/>. Where the clone and the base both exist already
    /// (<see cref="CloneMode.Existing"/>) it sets the password and does nothing else.
    /// </summary>
    /// <param name="terms">Who is cloned, and how.</param>
    /// <param name="password">The new password; null where the clone exists and its password stays.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.CloneNotOurs"/> where an account of that name lacks our
    /// mark and the terms do not adopt it; <see cref="FailureKind.AccountNotFound"/> where the base is missing, or the clone
    /// where it is not to be made.</exception>
    Task EnsureCloneAsync(CloneTerms terms, Password? password, CancellationToken cancellationToken);

    /// <summary>
    /// The statements that <see cref="EnsureCloneAsync"/> would run now, every password in them as asterisks. Changes nothing.
    /// </summary>
    /// <param name="terms">Who is cloned, and how.</param>
    /// <param name="setsPassword">Whether a new password is set.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RotationException">As for <see cref="EnsureCloneAsync"/>.</exception>
    Task<IReadOnlyList<string>> PreviewCloneAsync(CloneTerms terms, bool setsPassword, CancellationToken cancellationToken);

    /// <summary>Marks an existing account as ours, as the clone of a base; does nothing where it is marked so already.</summary>
    /// <exception cref="RotationException"><see cref="FailureKind.AccountNotFound"/>, <see cref="FailureKind.PermissionDenied"/>.</exception>
    Task AdoptCloneAsync(AccountPair accounts, CancellationToken cancellationToken);

    /// <summary>
    /// Tells how the clone differs from its base: all that <see cref="EnsureCloneAsync"/> brings in line, and with a
    /// reason what it cannot. Changes nothing.
    /// </summary>
    /// <exception cref="RotationException"><see cref="FailureKind.AccountNotFound"/>.</exception>
    Task<IReadOnlyList<RightsDifference>> CompareRightsAsync(CloneTerms terms, CancellationToken cancellationToken);
}
