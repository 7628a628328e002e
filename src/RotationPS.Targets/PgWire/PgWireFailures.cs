using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Targets.PgWire;

/// <summary>
/// How Npgsql's errors are read where they are the same for every server that speaks PostgreSQL's protocol: there is no
/// connection, or an answer has a SQLSTATE by which every such server means the same. What else an answer means is for its
/// own target to say.
/// </summary>
internal static class PgWireFailures
{
    private const string HostBasedRefusal = "ClientAuthentication";

    /// <summary>Whether a login failed by an error of the driver or of what it uses; the rest is our own.</summary>
    public static bool IsOfDriver(Exception failure) =>
        failure is NpgsqlException or SocketException or TimeoutException or IOException or ArgumentException or NotSupportedException;

    /// <summary>Why there is no connection, where the server has not answered the login.</summary>
    public static RotationException OfConnection(Login login, Exception failure) => failure switch
    {
        _ when ServerFailures.Find<AuthenticationException>(failure) is { } handshake => ServerFailures.TlsFailed(login.Server, handshake.Message, failure),
        _ when ServerFailures.Find<SocketException>(failure) is { } socket => ServerFailures.OfSocket(login.Server, socket, failure),
        _ when ServerFailures.Find<TimeoutException>(failure) is not null => ServerFailures.NoAnswer(login.Server, failure),
        ArgumentException => ServerFailures.HostNotOne(login.Server),
        NpgsqlException driver when MeansNoTls(driver) => ServerFailures.NoTls(login.Server, driver),
        _ => ServerFailures.ConnectionLost(login.Server, failure),
    };

    /// <summary>Why a login failed that the server has answered, where it is not for who somebody claims to be.</summary>
    /// <param name="where">The server, by its product.</param>
    /// <param name="login">The login.</param>
    /// <param name="grant">What to grant to whom the database is closed, as the words behind "Grant".</param>
    /// <param name="server">What the server answered.</param>
    public static RotationException OfRefusedLogin(string where, Login login, string grant, PostgresException server)
    {
        var said = Said(server);
        return server.SqlState switch
        {
            PostgresErrorCodes.InvalidCatalogName => ServerFailures.NoDatabase(where, login, said, server),
            PostgresErrorCodes.InsufficientPrivilege => ServerFailures.DatabaseClosed(where, login, grant, said, server),
            PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.ConfigurationLimitExceeded =>
                ServerFailures.NoConnectionFree(where, login, said, server),
            PostgresErrorCodes.QueryCanceled => ServerFailures.NoAnswer(login.Server, server),
            _ when EndsConnection(server) => ServerFailures.ConnectionLost(login.Server, server),
            _ => ServerFailures.LoginAnswered(where, login, said, server),
        };
    }

    /// <summary>Why a statement failed.</summary>
    /// <param name="where">The server, by its product.</param>
    /// <param name="login">Who ran it.</param>
    /// <param name="account">Whom it was about.</param>
    /// <param name="failure">What the driver threw.</param>
    public static RotationException OfStatement(string where, Login login, AccountName account, Exception failure)
    {
        if (failure is not PostgresException server)
        {
            return ServerFailures.Find<TimeoutException>(failure) is null
                ? ServerFailures.ConnectionLost(login.Server, failure)
                : ServerFailures.TookTooLong(where, account, "it gave no answer in time.", failure);
        }

        var said = Said(server);
        return server.SqlState switch
        {
            PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation => ServerFailures.AccountExists(where, account, said, server),
            PostgresErrorCodes.InsufficientPrivilege => ServerFailures.ChangeRefused(where, login, account, said, server),
            _ when IsConcurrentChange(server) => ServerFailures.Busy(login.Server, account, said, server, isOver: true),
            PostgresErrorCodes.QueryCanceled => ServerFailures.TookTooLong(where, account, said, server),
            _ when EndsConnection(server) => ServerFailures.ConnectionLost(login.Server, server),
            _ => ServerFailures.Answered(where, account, said, server),
        };
    }

    /// <summary>Whether the server does not take the account from where it comes, or not in the clear.</summary>
    public static bool IsHostBasedRefusal(PostgresException failure) =>
        failure is { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification, Routine: HostBasedRefusal };

    /// <summary>Whether the server broke a transaction off in favour of another one.</summary>
    public static bool IsBrokenOff(PostgresException failure) =>
        failure.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

    /// <summary>Whether the server offers no encryption; the driver says it in words only.</summary>
    public static bool MeansNoTls(NpgsqlException failure) =>
        failure is not PostgresException && failure.InnerException is null && failure.Message.Contains("SSL", StringComparison.Ordinal);

    /// <summary>Whether the server asks for a proof that we do not give; the driver says it in words only.</summary>
    public static bool MeansProofNotGiven(Exception failure) =>
        failure is NpgsqlException and not PostgresException
        && failure.InnerException is null
        && failure.Message.Contains("authentication method", StringComparison.Ordinal);

    /// <summary>Whether the server asks for a proof that the driver does not know.</summary>
    public static bool MeansProofUnknown(Exception failure) => ServerFailures.Find<NotSupportedException>(failure) is not null;

    /// <summary>What the server said, as one sentence with its code.</summary>
    public static string Said(PostgresException failure) => $"{failure.MessageText.TrimEnd('.')} (SQLSTATE {failure.SqlState}).";

    /// <summary>Class 08 is a broken connection, 57P an operator who ended it.</summary>
    private static bool EndsConnection(PostgresException failure) =>
        failure.SqlState.StartsWith("08", StringComparison.Ordinal) || failure.SqlState.StartsWith("57P", StringComparison.Ordinal);

    /// <summary>
    /// Whether another transaction changed the same account while ours waited for it. It is raised as an internal error,
    /// which is never translated; the driver takes every internal error for the end of the connection, and the account's
    /// lock has gone with it, so it cannot be tried again here; the engine begins anew.
    /// </summary>
    private static bool IsConcurrentChange(PostgresException failure) =>
        failure.SqlState == PostgresErrorCodes.InternalError && failure.MessageText.StartsWith("tuple concurrently", StringComparison.Ordinal);
}
