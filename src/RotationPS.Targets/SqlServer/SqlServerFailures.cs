using System.ComponentModel;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Data.SqlClient;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Targets.SqlServer;

/// <summary>
/// Every message of the SQL Server target. The server's errors are told apart by their numbers, which stay the same when
/// the server speaks another language. See
/// https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors.
/// </summary>
internal static class SqlServerFailures
{
    private const string Product = "SQL Server";

    private const int NoEncryption = 20;
    private const int DriverTimedOut = -2;
    private const int MustChange = 18488;
    private const int Expired = 18487;
    private const int PasswordTooSoon = 18463;

    /// <summary>Severities from which on the server ends the connection.</summary>
    private const int FatalClass = 20;

    public static RotationException NameTooLong(AccountName name) =>
        new(FailureKind.NameTooLong,
            $"The name '{name}' has {name.Value.Length} characters, and SQL Server takes {SqlServerText.NameLength}.",
            $"Choose a name of at most {SqlServerText.NameLength} characters.");

    public static RotationException HostNotOne(ServerAddress server) =>
        new(FailureKind.Unreachable,
            $"'{server.Host}' is not one host name or IP address.",
            "Correct the key 'host' of the secret; the port has a key of its own, and an instance is reached by its port.");

    public static RotationException ServerUntrusted(Login login) =>
        new(FailureKind.NotApplicable,
            $"SQL Server is given the password itself at a login, and the secret of '{login.User}' does not say that {login.Server} may have it.",
            "Put the key 'host' in the secret of this account.");

    public static RotationException AccountNotFound(AccountName account, ServerAddress server) =>
        new(FailureKind.AccountNotFound,
            $"SQL Server on {server} has no login '{account}', and no user of that name with a password of its own in the database of the secret.",
            "Correct the key 'username' of the secret, or create the account.");

    public static RotationException NotSqlLogin(AccountName account, ServerAddress server) =>
        new(FailureKind.NotApplicable,
            $"'{account}' on {server} is no login with a password in SQL Server.",
            "Rotate the account where its password is kept, or use a login with SQL Server authentication.");

    public static RotationException OnePasswordOnly(AccountName account) => ServerFailures.OnePasswordOnly(Product, account);

    public static RotationException PasswordExpired(Login login) =>
        new(FailureKind.PasswordExpired,
            $"The password of '{login.User}' on {login.Server} has expired or must be changed, and until then it may do nothing.",
            "Rotate the secret of this account first.");

    public static RotationException CloneTooPowerful(AccountName clone, AccountName baseAccount) =>
        new(FailureKind.CloneNotOurs,
            $"The account '{clone}' may administer the server and '{baseAccount}' may not, so it has become more than a clone; it was left as it is.",
            $"Take those powers from '{clone}', or give the clone of '{baseAccount}' another name.");

    public static RotationException UserNotOurs(AccountName clone, string database) =>
        new(FailureKind.CloneNotOurs,
            $"The database '{database}' has something named '{clone}' already that does not belong to the login '{clone}'; nothing was changed.",
            $"Remove or rename it, or leave this database out with -SkipDatabase.");

    public static RotationException CannotMark(AccountName clone, ServerAddress server) =>
        new(FailureKind.NotApplicable,
            $"{server} has no way to mark the login '{clone}' as a clone that was adopted.",
            "Give the clone another name, so that it is made anew.");

    public static RotationException NoClones(ServerAddress server) =>
        new(FailureKind.NotApplicable,
            $"{server} is Babelfish, which gives a login no sid and so cannot mark a clone as ours.",
            "Use a single user for this account.");

    public static RotationException LockRefused(AccountName baseAccount, ServerAddress server, int? result) =>
        new(FailureKind.ServerError,
            $"SQL Server on {server} did not give the lock of '{baseAccount}': sp_getapplock answered {result}.",
            "Run the rotation again.");

    /// <summary>Whether the driver threw this.</summary>
    public static bool IsOfDriver(Exception failure) =>
        failure is SqlException or InvalidOperationException or SocketException or IOException or TimeoutException or ArgumentException or Win32Exception;

    /// <summary>Whether the server has no encryption to offer.</summary>
    public static bool MeansNoTls(SqlException failure) => failure.Number == NoEncryption;

    /// <summary>Whether the password is right, and the server wants another one before anything else.</summary>
    public static bool MeansMustChange(SqlException failure) => Has(failure, Expired, MustChange);

    /// <summary>Whether the account itself may not change its password yet, where an administrator may.</summary>
    public static bool MeansTooSoon(Exception failure) => failure is SqlException server && Has(server, PasswordTooSoon);

    /// <summary>Whether the server could not let us into a database, or see something in it, for reasons of that database.</summary>
    public static bool IsOfDatabase(SqlException failure) => failure.Class < FatalClass && failure.Number != DriverTimedOut;

    /// <summary>Why a login failed.</summary>
    public static RotationException OfLogin(Login login, Exception failure)
    {
        if (failure is SqlException server && FirstOf(server) is { } error && RefusedLogin(login, server, error) is { } refusal)
        {
            return refusal;
        }

        return failure switch
        {
            _ when ServerFailures.Find<AuthenticationException>(failure) is { } handshake => ServerFailures.TlsFailed(login.Server, handshake.Message, failure),
            SqlException driver when MeansNoTls(driver) => ServerFailures.NoTls(login.Server, driver),
            SqlException driver when IsHandshake(driver) => ServerFailures.TlsFailed(login.Server, driver.Message, failure),
            _ when ServerFailures.Find<SocketException>(failure) is { } socket =>
                ServerFailures.NotThere(login.Server, socket, failure) ?? CannotBeReached(login.Server, socket.Message, failure),
            SqlException { Number: DriverTimedOut } or TimeoutException => ServerFailures.NoAnswer(login.Server, failure),
            SqlException driver when ServerFailures.Find<Win32Exception>(driver) is { } system => CannotBeReached(login.Server, system.Message, failure),
            SqlException { Class: FatalClass } driver => CannotBeReached(login.Server, driver.Message, failure),
            ArgumentException => HostNotOne(login.Server),
            _ => ServerFailures.ConnectionLost(login.Server, failure),
        };
    }

    /// <summary>Why an account could not change its password as it logged in.</summary>
    public static RotationException OfPasswordChange(Login login, Exception failure) =>
        failure is SqlException server && server.Errors.OfType<SqlError>().FirstOrDefault(error => IsPolicy(error.Number)) is { } error
            ? PolicyRejected(login, login.User, error, server)
            : OfLogin(login, failure);

    /// <summary>Why a statement failed.</summary>
    /// <param name="login">Who ran it.</param>
    /// <param name="account">Whom it was about.</param>
    /// <param name="failure">What the driver threw.</param>
    /// <param name="isOpen">Whether the connection still stands.</param>
    public static RotationException OfStatement(Login login, AccountName account, Exception failure, bool isOpen)
    {
        if (failure is not SqlException server)
        {
            return ServerFailures.ConnectionLost(login.Server, failure);
        }

        if (server.Number == DriverTimedOut)
        {
            return TimedOut(login.Server, account, server);
        }

        if (!isOpen || FirstOf(server) is not { Class: < FatalClass } error)
        {
            return ServerFailures.ConnectionLost(login.Server, failure);
        }

        if (error.Number is 102 or 103 or 105 or 156 or 319)
        {
            // The server quotes what it does not understand, and that may be a password.
            return NotUnderstood(login, account, error.Number);
        }

        var said = Said(error);
        return error.Number switch
        {
            15025 or 15023 or 15433 => ServerFailures.AccountExists(At(login.Server), account, said, server),
            229 or 230 or 262 or 297 or 300 or 15247 or 15151 or 916 or 4613 or 15406 or 15562 or 33036 =>
                ServerFailures.ChangeRefused(At(login.Server), login, account, said, server),
            var number when IsPolicy(number) => PolicyRejected(login, account, error, server),
            1222 => ServerFailures.Busy(login.Server, account, said, server),
            1205 or 3960 => ServerFailures.Busy(login.Server, account, said, server, isOver: true),
            10928 or 10929 or 40501 or 49918 or 49919 or 49920 => TooBusy(login, said, server),
            3906 or 3908 or 978 or 982 => ServerFailures.TakesNoChanges(At(login.Server), said, server),
            _ => ServerFailures.Answered(At(login.Server), account, said, server),
        };
    }

    private static RotationException NotUnderstood(Login login, AccountName account, int number) =>
        new(FailureKind.ServerError,
            $"SQL Server on {login.Server} does not understand a statement about '{account}' (error {number}).",
            "Compare the statements that -WhatIf shows with the version of the server.");

    /// <summary>What the server said, for a database that is left out.</summary>
    public static string Said(SqlException failure) => FirstOf(failure) is { } error ? Said(error) : ServerFailures.Sentence(failure.Message);

    private static RotationException? RefusedLogin(Login login, SqlException server, SqlError error)
    {
        var (said, where) = (Said(error), login.Server);
        return error.Number switch
        {
            18456 or 18452 => new RotationException(
                FailureKind.LoginFailed,
                $"SQL Server on {where} refused the login of '{login.User}': {said} It answers the same to a wrong password and an unknown account.",
                "Check the keys 'username', 'password' and 'dbname' of the secret.",
                server),
            18470 => ServerFailures.MayNotLogIn(At(where), login, $"ALTER LOGIN {SqlServerText.Identifier(login.User.Value)} ENABLE", said, server),
            18486 => new RotationException(
                FailureKind.AccountLocked,
                $"SQL Server on {where} has locked '{login.User}' after wrong passwords: {said}",
                $"Wait until the lock ends, or run ALTER LOGIN {SqlServerText.Identifier(login.User.Value)} WITH PASSWORD = … UNLOCK.",
                server),
            Expired or MustChange => PasswordExpired(login),
            4060 or 4063 or 4064 or 916 => new RotationException(
                FailureKind.DatabaseNotFound,
                $"SQL Server on {where} has no database '{login.Server.Database}', or '{login.User}' has no user in it: {said}",
                "Correct the key 'dbname' of the secret, or create a user for the account in that database.",
                server),
            17809 or 10928 or 10929 or 40501 or 49918 or 49919 or 49920 => TooBusy(login, said, server),
            40613 or 40197 or 18401 or 18451 or 904 or 927 or 942 or 945 or 952 or 976 => CannotBeReached(where, said, server),
            40615 or 40914 => new RotationException(
                FailureKind.Unreachable,
                $"The firewall of {where} does not let this machine in: {said}",
                "Let the machine's address in.",
                server),
            _ when error.Class is > 10 and < FatalClass => ServerFailures.LoginAnswered(At(where), login, said, server),
            _ => null,
        };
    }

    private static RotationException PolicyRejected(Login login, AccountName account, SqlError error, SqlException server) =>
        ServerFailures.NewPasswordRefused(At(login.Server), account, Said(error), server);

    /// <summary>
    /// 15113 to 15119 are what ALTER LOGIN says of a password, 18463 to 18468 the same of one changed at a login, and the
    /// others what contained databases and Azure say.
    /// </summary>
    private static bool IsPolicy(int number) =>
        number is >= 15113 and <= 15119 or >= PasswordTooSoon and <= 18468 or 40632 or 33020 or 33021;

    private static RotationException CannotBeReached(ServerAddress server, string said, Exception failure) =>
        new(FailureKind.Unreachable,
            $"{server} cannot be reached: {ServerFailures.Sentence(said)}",
            "Check the server, the network, and the keys 'host' and 'port' of the secret.",
            failure);

    private static RotationException TooBusy(Login login, string said, Exception inner) =>
        new(FailureKind.Busy,
            $"{login.Server} takes no more work of '{login.User}' just now: {said}",
            "Run the rotation again when the server is less busy.",
            inner);

    private static string At(ServerAddress server) => $"{Product} on {server}";

    private static RotationException TimedOut(ServerAddress server, AccountName account, Exception inner) =>
        ServerFailures.TookTooLong(At(server), account, "it gave no answer in time.", inner);

    /// <summary>What the native network layer of Windows says of a certificate: numbers of Schannel.</summary>
    private static bool IsHandshake(SqlException failure) => failure.Number is <= -2146893000 and >= -2146893060 or -2146762487;

    private static bool Has(SqlException failure, params int[] numbers) =>
        failure.Errors.OfType<SqlError>().Any(error => numbers.Contains(error.Number));

    /// <summary>The error that decides: a login that is refused for its database says so before it says that it is refused.</summary>
    private static SqlError? FirstOf(SqlException failure) =>
        failure.Errors.OfType<SqlError>().OrderByDescending(error => error.Class >= FatalClass).FirstOrDefault(error => error is { Number: > 0, Class: > 10 });

    private static string Said(SqlError error) => $"{error.Message.TrimEnd('.')} (error {error.Number}).";
}
