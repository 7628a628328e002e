using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Targets.PgWire;

/// <summary>
/// How Npgsql's errors are read where they are the same for every server that speaks PostgreSQL's protocol. What an
/// answer of a server means is for its own target to say.
/// </summary>
internal static class PgWireFailures
{
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

    /// <summary>Class 08 is a broken connection, 57P an operator who ended it.</summary>
    public static bool EndsConnection(PostgresException failure) =>
        failure.SqlState.StartsWith("08", StringComparison.Ordinal) || failure.SqlState.StartsWith("57P", StringComparison.Ordinal);

    /// <summary>
    /// Whether another transaction changed the same account while ours waited for it. It is raised as an internal error,
    /// which is never translated; the driver takes every internal error for the end of the connection, and the account's
    /// lock has gone with it, so it cannot be tried again here; the engine begins anew.
    /// </summary>
    public static bool IsConcurrentChange(PostgresException failure) =>
        failure.SqlState == PostgresErrorCodes.InternalError && failure.MessageText.StartsWith("tuple concurrently", StringComparison.Ordinal);

    /// <summary>What the server said, as one sentence with its code.</summary>
    public static string Said(PostgresException failure) => $"{failure.MessageText.TrimEnd('.')} (SQLSTATE {failure.SqlState}).";
}
