using System.Globalization;
using System.Net.Sockets;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Targets;

/// <summary>The messages that are the same for every kind of server, and how the driver's errors are read for them.</summary>
internal static class ServerFailures
{
    public static RotationException HostNotOne(ServerAddress server) =>
        new(FailureKind.Unreachable,
            $"'{server.Host}' is not one host name or IP address.",
            "Correct the key 'host' of the secret; the port has a key of its own.");

    public static RotationException PasswordEmpty(Login login) =>
        new(FailureKind.LoginFailed,
            $"The password of '{login.User}' is empty, and with an empty password no login at {login.Server} proves anything.",
            "Put the account's password in the key 'password' of the secret.");

    public static RotationException CloneNotOurs(AccountName clone, AccountName baseAccount, AccountName? markedFor)
    {
        var whose = markedFor is null ? "and does not bear our mark" : $"and is marked as the clone of '{markedFor}'";
        return new RotationException(
            FailureKind.CloneNotOurs,
            $"The account '{clone}' exists {whose}, so it may belong to somebody else; it was left as it is.",
            $"Give the clone of '{baseAccount}' another name, or take this account over with -AdoptClone.");
    }

    public static RotationException LockHeld(AccountName baseAccount, ServerAddress server, TimeSpan wait, Exception? inner = null) =>
        new(FailureKind.Busy,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Another session holds the lock of '{baseAccount}' on {server}, and did so for all of {wait.TotalSeconds:0.###} s."),
            "Wait until the other rotation has ended, and run this one again.",
            inner);

    public static RotationException Busy(ServerAddress server, AccountName account, string said, Exception inner, bool isOver = false) =>
        new(FailureKind.Busy,
            $"Another transaction on {server} is at work on '{account}': {said}",
            "Run the rotation again when that transaction has ended.",
            inner)
        {
            IsWorthRepeating = isOver,
        };

    /// <param name="where">The server, by its product where that is known.</param>
    /// <param name="account">The account that is not there.</param>
    /// <param name="said">What the server said, where it said anything.</param>
    /// <param name="inner">The driver's error, where there is one.</param>
    public static RotationException AccountNotFound(string where, AccountName account, string? said = null, Exception? inner = null) =>
        new(FailureKind.AccountNotFound,
            $"{where} has no account '{account}'{Ending(said)}",
            "Correct the key 'username' of the secret, or create the account.",
            inner);

    /// <summary>
    /// The same of a clone. Whoever made it by hand would have an account that bears no mark; only where both accounts are the
    /// administrator's, none of them is made by a rotation.
    /// </summary>
    /// <param name="terms">How the clone is made.</param>
    /// <param name="missing">What is said of any account that is not there.</param>
    public static RotationException CloneNotFound(CloneTerms terms, RotationException missing) =>
        terms.Mode is CloneMode.Existing
            ? missing
            : new RotationException(
                missing.Kind,
                missing.What,
                "Let Invoke-SecretRotation make it, or Repair-SecretRotation -Action Reconcile where AWSCURRENT is for it.",
                missing);

    /// <param name="where">The server, by its product where that is known.</param>
    /// <param name="account">The account that was to be made.</param>
    /// <param name="said">What the server said, where it said anything.</param>
    /// <param name="inner">The driver's error, where there is one.</param>
    public static RotationException AccountExists(string where, AccountName account, string? said = null, Exception? inner = null) =>
        new(FailureKind.AccountExists,
            $"{where} has an account '{account}' already{Ending(said)}",
            "Choose another name, or give the account's password instead of creating it.",
            inner);

    public static RotationException OnePasswordOnly(string product, AccountName account) =>
        new(FailureKind.NotApplicable,
            $"{product} holds one password an account, so that of '{account}' cannot stay beside the new one.",
            "Run Set-SingleUserRotation with -DualPassword:$false for the secret.");

    /// <param name="login">Who was to work on the account.</param>
    /// <param name="account">The account.</param>
    /// <param name="lacks">What the login has not, as the end of a sentence.</param>
    /// <param name="grant">How somebody else gives it that, as a sentence.</param>
    public static RotationException MayNotManage(Login login, AccountName account, string lacks, string grant) =>
        new(FailureKind.PermissionDenied,
            $"The account '{login.User}' on {login.Server} may not create accounts and alter '{account}': {lacks}.",
            grant);

    public static RotationException NewPasswordRefused(string where, AccountName account, string said, Exception inner) =>
        new(FailureKind.PolicyRejected,
            $"{where} refused the new password of '{account}': {said}",
            "Rotate with a password policy that satisfies the server's.",
            inner);

    /// <param name="where">The server, by its product where that is known.</param>
    /// <param name="login">Who may not log in.</param>
    /// <param name="remedy">The statement that lets it.</param>
    /// <param name="said">What the server said.</param>
    /// <param name="inner">The driver's error.</param>
    public static RotationException MayNotLogIn(string where, Login login, string remedy, string said, Exception inner) =>
        new(FailureKind.AccountLocked,
            $"{where} does not let '{login.User}' log in, whatever the password: {said}",
            $"Let it log in: {remedy}.",
            inner);

    public static RotationException ChangeRefused(string where, Login login, AccountName account, string said, Exception inner) =>
        new(FailureKind.PermissionDenied,
            $"{where} did not let '{login.User}' change '{account}': {said}",
            $"Grant '{login.User}' the right that the server names.",
            inner);

    public static RotationException NoDatabase(string where, Login login, string said, Exception inner) =>
        new(FailureKind.DatabaseNotFound,
            $"{where} has no database '{login.Server.Database}': {said}",
            "Correct the key 'dbname' of the secret.",
            inner);

    /// <param name="where">The server, by its product where that is known.</param>
    /// <param name="login">Who may not enter the database of its secret.</param>
    /// <param name="grant">What to grant, as the words behind "Grant".</param>
    /// <param name="said">What the server said.</param>
    /// <param name="inner">The driver's error.</param>
    public static RotationException DatabaseClosed(string where, Login login, string grant, string said, Exception inner) =>
        new(FailureKind.PermissionDenied,
            $"{where} does not let '{login.User}' into the database '{login.Server.Database}': {said}",
            $"Grant {grant}, or correct the key 'dbname' of the secret.",
            inner);

    public static RotationException NoConnectionFree(string where, Login login, string said, Exception inner) =>
        new(FailureKind.Busy,
            $"{where} takes no connection of '{login.User}' just now: {said}",
            "Run the rotation again when the server has connections free.",
            inner);

    public static RotationException TookTooLong(string where, AccountName account, string said, Exception inner) =>
        new(FailureKind.TimedOut,
            $"{where} took too long over '{account}': {said}",
            "Run the rotation again when the server is less busy.",
            inner);

    /// <summary>The server is a copy of another one, or is closed to changes.</summary>
    public static RotationException TakesNoChanges(string where, string said, Exception inner) =>
        new(FailureKind.ServerError,
            $"{where} takes no changes: {said}",
            "Set the key 'host' of the secret to the primary server.",
            inner);

    /// <summary>The server refused a login for a reason that has no kind of its own.</summary>
    public static RotationException LoginAnswered(string where, Login login, string said, Exception inner) =>
        new(FailureKind.ServerError,
            $"{where} answered the login of '{login.User}': {said}",
            "Do what the server asks for, and run the rotation again.",
            inner);

    /// <summary>The server refused a statement for a reason that has no kind of its own.</summary>
    public static RotationException Answered(string where, AccountName account, string said, Exception inner) =>
        new(FailureKind.ServerError,
            $"{where} answered, about '{account}': {said}",
            "Do what the server asks for, and run the rotation again.",
            inner);

    public static RotationException ConnectionLost(ServerAddress server, Exception inner) =>
        new(FailureKind.Unreachable,
            $"The connection to {server} broke: {Sentence(Innermost(inner).Message)}",
            "Run the rotation again; it goes on where it stopped.",
            inner);

    public static RotationException TlsFailed(ServerAddress server, string said, Exception failure) =>
        new(FailureKind.TlsRefused,
            $"No encrypted connection to {server}: {Sentence(said)}",
            "Make this machine trust the certificate authority of the server's certificate, and name the host in the key 'host' as the certificate does.",
            failure);

    public static RotationException NoTls(ServerAddress server, Exception failure) =>
        new(FailureKind.TlsRefused,
            $"{server} offers no encryption, and the secret does not allow a connection without it: {Sentence(failure.Message)}",
            "Switch TLS on at the server, or set '\"ssl\": false' in the secret where the network is safe.",
            failure);

    public static RotationException NoAnswer(ServerAddress server, Exception failure) =>
        new(FailureKind.Unreachable,
            $"{server} gave no answer in time.",
            "Check the keys 'host' and 'port' of the secret, and that no firewall is in between.",
            failure);

    /// <summary>Why there is no connection.</summary>
    public static RotationException OfSocket(ServerAddress server, SocketException socket, Exception failure) =>
        NotThere(server, socket, failure)
        ?? new RotationException(
            FailureKind.Unreachable,
            $"{server} cannot be reached: {Sentence(socket.Message)}",
            "Check the network, and the keys 'host' and 'port' of the secret.",
            failure);

    /// <summary>That the host does not resolve or nothing listens on it; null where it is something else.</summary>
    public static RotationException? NotThere(ServerAddress server, SocketException socket, Exception failure) => socket.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery => new RotationException(
            FailureKind.Unreachable,
            $"The host '{server.Host}' does not resolve: {Sentence(socket.Message)}",
            "Correct the key 'host' of the secret.",
            failure),
        SocketError.ConnectionRefused => new RotationException(
            FailureKind.Unreachable,
            $"Nothing listens on {server}: {Sentence(socket.Message)}",
            "Start the server, or correct the keys 'host' and 'port' of the secret.",
            failure),
        _ => null,
    };

    /// <summary>What somebody else said, with one full stop behind it.</summary>
    public static string Sentence(string text) => text.Trim().TrimEnd('.') + ".";

    /// <summary>The first error of a type in a failure, however deep it lies; null for none.</summary>
    public static T? Find<T>(Exception failure)
        where T : Exception =>
        failure as T
        ?? (failure is AggregateException several ? several.InnerExceptions.Select(Find<T>).FirstOrDefault(found => found is not null) : null)
        ?? (failure.InnerException is { } inner ? Find<T>(inner) : null);

    private static string Ending(string? said) => said is null ? "." : $": {said}";

    private static Exception Innermost(Exception failure) => failure.InnerException is { } inner ? Innermost(inner) : failure;
}
