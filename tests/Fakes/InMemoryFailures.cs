using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Fakes;

/// <summary>What the in-memory server says when it refuses.</summary>
internal static class InMemoryFailures
{
    public static RotationException Unreachable(ServerAddress server) =>
        new(FailureKind.Unreachable, $"Nothing listens on {server}.", "Check the keys 'host' and 'port' of the secret.");

    public static RotationException ConnectionCut(ServerAddress server) =>
        new(FailureKind.Unreachable, $"The connection to {server} was cut.", "Run the rotation again.");

    public static RotationException LoginFailed(string user) =>
        new(FailureKind.LoginFailed, $"The server refused the password of '{user}'.", "Check the password in the secret.");

    public static RotationException Locked(string user) =>
        new(FailureKind.AccountLocked, $"The account '{user}' may not log in.", "Let the account log in.");

    public static RotationException NotFound(string name) =>
        new(FailureKind.AccountNotFound, $"There is no account '{name}'.", "Correct the key 'username' of the secret, or create the account.");

    public static RotationException CloneNotFound(CloneTerms terms) =>
        terms.Mode is CloneMode.Existing
            ? NotFound(terms.Accounts.CloneUser.Value)
            : new(FailureKind.AccountNotFound,
                $"There is no account '{terms.Accounts.CloneUser}'.",
                "Let Invoke-SecretRotation make it, or Repair-SecretRotation -Action Reconcile where AWSCURRENT is for it.");

    public static RotationException Exists(string name) =>
        new(FailureKind.AccountExists, $"There is an account '{name}' already.", "Take another name.");

    public static RotationException Denied(string user) =>
        new(FailureKind.PermissionDenied, $"The account '{user}' may not do that.", "Use a superuser.");

    public static RotationException PasswordRejected(string name) =>
        new(FailureKind.PolicyRejected, $"The server's policy refuses the new password of '{name}'.", "Make another password.");

    public static RotationException OnePasswordOnly(string name) =>
        new(FailureKind.NotApplicable, $"The server holds one password of '{name}'.", "Run Set-SingleUserRotation with -DualPassword:$false for the secret.");

    public static RotationException MustChange(string user) =>
        new(FailureKind.PasswordExpired, $"The account '{user}' may do nothing before it has changed its password.", "Change the password.");

    public static RotationException NameTooLong(string name) =>
        new(FailureKind.NameTooLong, $"The name '{name}' has more than {InMemoryTarget.NameLimit} bytes.", "Take a shorter name.");

    public static RotationException NotOurs(string name) =>
        new(FailureKind.CloneNotOurs, $"The account '{name}' exists and was not made by this module.", "Adopt it or take another name for the clone.");

    public static RotationException LockBusy(string name) =>
        new(FailureKind.Busy, $"Another session holds the lock of '{name}'.", "Run the rotation again later.");

    public static RotationException Asked(FailureKind kind, TargetCall call, bool isWorthRepeating) =>
        new(kind, $"The in-memory server was told to fail {call.Operation} of '{call.Account}'.", "Run the rotation again.")
        {
            IsWorthRepeating = isWorthRepeating,
        };
}
