using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Accounts;

/// <summary>
/// A kind of server that accounts live on. It holds what differs for that kind and nothing else. Every failure is a
/// <see cref="RotationException"/>: Unreachable, TlsRefused, LoginFailed, AccountExpired, AccountLocked, AccountNotFound,
/// AccountExists, PermissionDenied, PolicyRejected, NameTooLong, CloneNotOurs, OwnerRoleRefused, RightsDiffer, NotApplicable, Busy, TimedOut,
/// DatabaseNotFound or ServerError.
/// </summary>
public interface IRotationTarget
{
    /// <summary>The values of a secret's <c>engine</c> key that mean this kind of server.</summary>
    IReadOnlyList<string> Engines { get; }

    /// <summary>The port where a secret has no <c>port</c>.</summary>
    int DefaultPort { get; }

    /// <summary>The database where a secret has no <c>dbname</c>; null where the engine needs none.</summary>
    string? DefaultDatabase { get; }

    /// <summary>The characters that AWS's rotation function for this engine leaves out of passwords.</summary>
    string DefaultExcludeCharacters { get; }

    /// <summary>
    /// The ways to make a clone that this kind of server knows; the first is the usual one. None where two accounts cannot
    /// alternate.
    /// </summary>
    IReadOnlyList<CloneMode> CloneModes { get; }

    /// <summary>Makes sure that the server takes a name whole.</summary>
    /// <exception cref="RotationException"><see cref="FailureKind.NameTooLong"/>.</exception>
    void CheckName(AccountName name);

    /// <summary>
    /// Makes sure that a password fits a new account or rotation, by rules of the server that are known without asking it;
    /// a password that does not is refused before a version is made of it.
    /// </summary>
    /// <exception cref="RotationException"><see cref="FailureKind.PolicyRejected"/>.</exception>
    void CheckNewPassword(AccountName account, Password password)
    {
    }

    /// <summary>The statements that a change runs, for a plan: every password in them is asterisks.</summary>
    IReadOnlyList<string> Preview(AccountChange change);

    /// <summary>
    /// The statements that give an account, or the superuser who works on it, the rights that a rotation needs; as
    /// comments what cannot be a statement.
    /// </summary>
    /// <param name="account">The account, the base one where two alternate.</param>
    /// <param name="superuser">The superuser; null where the account changes its own password.</param>
    IReadOnlyList<string> GrantsFor(AccountName account, AccountName? superuser);

    /// <summary>The statement that lets a locked account log in again; null where it takes more than one.</summary>
    string? UnlockStatement(AccountName account) => null;

    /// <summary>The statement that extends the validity of an account; null where none expires, or it takes more than one.</summary>
    string? ExtendStatement(AccountName account) => null;

    /// <summary>
    /// Logs in on a connection of its own, never a pooled one, so that success proves the password and disposal ends the
    /// session. Makes one attempt.
    /// </summary>
    Task<ITargetSession> LogInAsync(Login login, CancellationToken cancellationToken);
}
