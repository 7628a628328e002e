using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using MySqlConnector;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Targets.MySql;

/// <summary>
/// Every message of the MySQL target. The server's errors are told apart by their numbers, which stay the same when the
/// server speaks another language. See https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html and
/// https://mariadb.com/kb/en/mariadb-error-codes/.
/// </summary>
internal static class MySqlFailures
{
    /// <summary>The account must give its present password along with the new one (MySQL).</summary>
    public const int CurrentPasswordMissing = 3892;

    private const int TooManyConnections = 1040;
    private const int DatabaseDenied = 1044;
    private const int AccessDenied = 1045;
    private const int DatabaseUnknown = 1049;
    private const int PasswordAnonymous = 1131;
    private const int PasswordNotAllowed = 1132;
    private const int TableDenied = 1142;
    private const int ColumnDenied = 1143;
    private const int TooManyUserConnections = 1203;
    private const int LockWaitTimeout = 1205;
    private const int Deadlock = 1213;
    private const int MayNotCreateUser = 1211;
    private const int UserLimitReached = 1226;
    private const int SpecificAccessDenied = 1227;
    private const int ReadOnlyOption = 1290;
    private const int QueryInterrupted = 1317;
    private const int PasswordFormat = 1372;
    private const int ProcedureDenied = 1370;
    private const int CannotUser = 1396;
    private const int MayNotGrant = 1410;
    private const int StringTooLong = 1470;
    private const int AccessDeniedWithoutPassword = 1698;
    private const int PasswordPolicy = 1819;
    private const int MustChange = 1820;
    private const int ReadOnlyServer = 1836;
    private const int MustChangeAtLogin = 1862;
    private const int StatementTimeExceeded = 1969;
    private const int NoSuchRoleRight = 1959;
    private const int UserLocked = 3057;
    private const int SecureTransportRequired = 3159;
    private const int AccountLockedMySql = 3118;
    private const int PasswordReused = 3638;
    private const int RoleNotGranted = 3530;
    private const int UserBlocked = 3955;
    private const int HostBlocked = 1129;
    private const int HostNotPrivileged = 1130;
    private const int AccountBlockedMariaDb = 4150;
    private const int AccountLockedMariaDb = 4151;
    private const int PasswordReusedMariaDb = 4187;

    /// <summary>Characters as the servers count them.</summary>
    public static int CharactersOf(AccountName name) => name.Value.EnumerateRunes().Count();

    public static RotationException NameTooLong(AccountName name, string product, int limit) =>
        new(FailureKind.NameTooLong,
            $"The name '{name}' has {CharactersOf(name)} characters, and {product} takes {limit}.",
            $"Choose a name of at most {limit} characters.");

    public static RotationException NameNotStorable(AccountName name) =>
        new(FailureKind.InvalidParameter,
            $"The name '{name}' has a character beyond U+FFFF, and MySQL and MariaDB keep names in three bytes a character.",
            "Choose a name without it.");

    public static RotationException PasswordNotAscii(AccountName account) =>
        new(FailureKind.PolicyRejected,
            $"The new password of '{account}' is empty or has characters other than printable ASCII, which the clients of MySQL and MariaDB do not all send in the same way.",
            "Use a password of printable ASCII characters.");

    public static RotationException ServerUntrusted(Login login) =>
        new(FailureKind.TlsRefused,
            $"The secret of '{login.User}' names no server; the account's secret names {login.Server}. Over an encrypted connection MySQL's clients give their password in clear to a server that asks for it, so it is not sent where another secret says.",
            "Put the keys 'host' and 'port' in the superuser's secret too.");

    public static RotationException AccountNotFound(AccountName account, ServerAddress server) =>
        ServerFailures.AccountNotFound(server.ToString(), account);

    public static RotationException AccountExists(AccountName account, ServerAddress server) =>
        ServerFailures.AccountExists(server.ToString(), account);

    public static RotationException OnePasswordOnly(AccountName account, MySqlVersion version) =>
        new(FailureKind.NotApplicable,
            $"{version.Product} {version.Number} holds one password an account, so that of '{account}' cannot stay beside the new one; MySQL 8.0.14 and later hold two.",
            "Run Set-SingleUserRotation with -DualPassword:$false for the secret.");

    public static RotationException NoHash(AccountName account, ServerAddress server, string plugins) =>
        new(FailureKind.NotApplicable,
            $"'{account}' on {server} logs in by {plugins}, and such an account has no password that lets in by itself and of which a hash could be set.",
            "Give the account one of the plugins ed25519, caching_sha2_password, sha256_password or mysql_native_password.");

    public static RotationException MayNotManage(Login login, AccountName account) => ServerFailures.MayNotManage(
        login, account, "it lacks CREATE USER", $"Have an administrator run: GRANT CREATE USER ON *.* TO {MySqlText.Account(login.User.Value, "%")}.");

    public static RotationException CloneTooPowerful(AccountName clone, AccountName baseAccount, IReadOnlyList<string> powers) =>
        new(FailureKind.CloneNotOurs,
            $"The account '{clone}' is marked as the clone of '{baseAccount}' but could take over the server where '{baseAccount}' could not ({string.Join(", ", powers)}), so somebody else may have made it anew; it was left as it is.",
            $"Take those powers from '{clone}', or take it over with -AdoptClone.");

    /// <summary>The server shows the rights of others only to those who may read all of its own database.</summary>
    public static RotationException MayNotSeeRights(Login login, AccountName account) =>
        new(FailureKind.PermissionDenied,
            $"The account '{login.User}' on {login.Server} may not see the rights of '{account}', so a clone would get none of them.",
            $"Have an administrator run: GRANT SELECT ON mysql.* TO {MySqlText.Account(login.User.Value, "%")}.");

    /// <summary>No failure: the rotation works, but other hosts of the account may be left with the former password.</summary>
    public static string OneHostOnly(Login login, string host) =>
        $"{login.Server} let '{login.User}' in as {MySqlText.Account(login.User.Value, host)}; an account that may not alter others changes its password for that host only.";

    /// <summary>Whether the server offers no encryption; the driver says it in words only.</summary>
    public static bool MeansNoTls(MySqlException failure) =>
        failure.InnerException is null && failure.Message.Contains("does not support SSL", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the account lacks a right that a statement needs.</summary>
    public static bool MeansNoRight(MySqlException failure) => failure.Number is DatabaseDenied or TableDenied or ColumnDenied
        or SpecificAccessDenied or MayNotCreateUser or MayNotGrant or PasswordNotAllowed or PasswordAnonymous or ProcedureDenied or NoSuchRoleRight
        or AccessDenied or AccessDeniedWithoutPassword;

    /// <summary>Whether the password is right but has to be changed before anything else.</summary>
    public static bool MeansMustChange(MySqlException failure) => failure.Number is MustChange;

    /// <summary>Why a login failed.</summary>
    public static RotationException OfLogin(Login login, Exception failure) => failure switch
    {
        MySqlException { Number: not (0 or (int)MySqlErrorCode.UnableToConnectToHost) } server => OfRefusedLogin(login, server),
        _ when ServerFailures.Find<AuthenticationException>(failure) is { } handshake => ServerFailures.TlsFailed(login.Server, handshake.Message, failure),
        _ when ServerFailures.Find<SocketException>(failure) is { } socket => ServerFailures.OfSocket(login.Server, socket, failure),
        _ when ServerFailures.Find<TimeoutException>(failure) is not null || failure.Message.Contains("Timeout", StringComparison.Ordinal) => ServerFailures.NoAnswer(login.Server, failure),
        MySqlException driver when MeansNoTls(driver) => ServerFailures.NoTls(login.Server, driver),
        MySqlException driver when ServerFailures.Find<MySqlException>(driver.InnerException ?? new IOException()) is { Number: not 0 } inner => OfRefusedLogin(login, inner),
        NotSupportedException or MySqlException { InnerException: NotSupportedException } => MethodRefused(login, failure),
        MySqlException { InnerException: null } driver when driver.Message.Contains("uthentication", StringComparison.Ordinal) => MethodRefused(login, driver),
        ArgumentException => ServerFailures.HostNotOne(login.Server),
        _ when failure.Message.Contains("SSL", StringComparison.Ordinal) => ServerFailures.TlsFailed(login.Server, failure.Message, failure),
        _ => ServerFailures.ConnectionLost(login.Server, failure),
    };

    /// <summary>Why a statement that sets a password failed; null where that has nothing to do with the password.</summary>
    public static RotationException? OfPassword(Login login, AccountName account, MySqlException server) => server.Number switch
    {
        PasswordPolicy or PasswordFormat or PasswordReused or PasswordReusedMariaDb =>
            ServerFailures.NewPasswordRefused(login.Server.ToString(), account, Said(server), server),
        ReadOnlyOption when server.Message.Contains("strict", StringComparison.OrdinalIgnoreCase) => new RotationException(
            FailureKind.PolicyRejected,
            $"{login.Server} takes no hash of a password, for it could not be checked, and the password itself would stand in its logs: {Said(server)}",
            "Set strict_password_validation=OFF at the server; the password policy of the rotation takes its place.",
            server),
        _ => null,
    };

    /// <summary>Why a statement failed.</summary>
    /// <param name="login">Who ran it.</param>
    /// <param name="account">Whom it was about.</param>
    /// <param name="failure">What the driver threw.</param>
    /// <param name="isOpen">Whether the connection has survived it.</param>
    public static RotationException OfStatement(Login login, AccountName account, MySqlException failure, bool isOpen)
    {
        var said = Said(failure);
        return failure.Number switch
        {
            CannotUser when failure.Message.Contains("CREATE", StringComparison.Ordinal) => AccountExists(account, login.Server),
            CannotUser => new RotationException(
                FailureKind.AccountNotFound,
                $"{login.Server} did not change '{account}': {said}",
                "Create the account, or correct the key 'username' of the secret.",
                failure),
            StringTooLong => new RotationException(
                FailureKind.NameTooLong, $"{login.Server} takes no name as long as '{account}': {said}", "Choose a shorter name.", failure),
            (int)MySqlErrorCode.CommandTimeoutExpired or StatementTimeExceeded or QueryInterrupted =>
                ServerFailures.TookTooLong(login.Server.ToString(), account, said, failure),
            LockWaitTimeout or Deadlock or UserLocked => new RotationException(
                FailureKind.Busy,
                $"Another session on {login.Server} is at work on '{account}': {said}",
                "Run the rotation again when that session has ended.",
                failure),
            MustChange => new RotationException(
                FailureKind.PasswordExpired,
                $"{login.Server} lets '{login.User}' do nothing before its password is changed: {said}",
                "Change that password first.",
                failure),
            ReadOnlyServer or ReadOnlyOption when failure.Message.Contains("read", StringComparison.OrdinalIgnoreCase) =>
                ServerFailures.TakesNoChanges(login.Server.ToString(), said, failure),
            (int)MySqlErrorCode.ParseError => NotUnderstood(login, account),
            _ when MeansNoRight(failure) => new RotationException(
                FailureKind.PermissionDenied,
                $"{login.Server} did not let '{login.User}' read or change '{account}': {said}",
                $"Grant '{login.User}' the right that the server names; what it gives on it needs WITH GRANT OPTION, and a role WITH ADMIN OPTION.",
                failure),
            _ when !isOpen => ServerFailures.ConnectionLost(login.Server, failure),
            _ => ServerFailures.Answered(login.Server.ToString(), account, said, failure),
        };
    }

    /// <summary>The server quotes what it does not understand to the end of the statement, and in MySQL that may be a password.</summary>
    private static RotationException NotUnderstood(Login login, AccountName account) =>
        new(FailureKind.ServerError,
            $"{login.Server} does not understand a statement about '{account}' (error 1064).",
            "Compare the statements that -WhatIf shows with the version of the server, or of the proxy before it.");

    private static RotationException OfRefusedLogin(Login login, MySqlException server)
    {
        var (said, where) = (Said(server), login.Server);
        return server.Number switch
        {
            AccessDenied or AccessDeniedWithoutPassword => new RotationException(
                FailureKind.LoginFailed,
                $"{where} refused the login of '{login.User}': {said} It answers the same to a wrong password, an unknown account, an account for other hosts and one that REQUIREs what this connection has not.",
                "Check the keys 'username' and 'password' of the secret, and the account's host and REQUIRE.",
                server),
            HostNotPrivileged or HostBlocked => new RotationException(
                FailureKind.LoginFailed,
                $"{where} takes no login from this machine: {said}",
                "Give the account a host that covers this machine; after too many broken connections run: FLUSH HOSTS.",
                server),
            AccountLockedMySql or AccountLockedMariaDb => ServerFailures.MayNotLogIn(
                where.ToString(), login, $"ALTER USER {MySqlText.Account(login.User.Value, "%")} ACCOUNT UNLOCK", said, server),
            UserBlocked or AccountBlockedMariaDb => new RotationException(
                FailureKind.AccountLocked,
                $"{where} does not let '{login.User}' log in after too many wrong passwords: {said}",
                "Wait for the time that the server names, or have an administrator unlock the account.",
                server),
            MustChange or MustChangeAtLogin => new RotationException(
                FailureKind.PasswordExpired,
                $"The password of '{login.User}' on {where} has expired: {said}",
                "Have an administrator set a new one, or rotate with alternating users.",
                server),
            DatabaseUnknown => ServerFailures.NoDatabase(where.ToString(), login, said, server),
            DatabaseDenied => ServerFailures.DatabaseClosed(where.ToString(), login, "the account a right on the database", said, server),
            TooManyConnections or TooManyUserConnections or UserLimitReached => new RotationException(
                FailureKind.Busy,
                $"{where} takes no connection of '{login.User}' just now: {said}",
                "Run the rotation again when the server has connections free, or raise the account's limits.",
                server),
            SecureTransportRequired => new RotationException(
                FailureKind.TlsRefused,
                $"{where} takes no connection without encryption: {said}",
                "Take '\"ssl\": false' out of the secret.",
                server),
            _ => ServerFailures.LoginAnswered(where.ToString(), login, said, server),
        };
    }

    private static RotationException MethodRefused(Login login, Exception failure) =>
        new(FailureKind.LoginFailed,
            $"{login.Server} asks '{login.User}' for another proof than a password, or for one in clear over a connection without encryption: {ServerFailures.Sentence(failure.Message)}",
            "Give the account one of the plugins ed25519, caching_sha2_password, sha256_password or mysql_native_password, and switch TLS on.",
            failure);

    private static string Said(MySqlException failure) =>
        string.Create(CultureInfo.InvariantCulture, $"{failure.Message.TrimEnd('.')} (error {failure.Number}).");
}
