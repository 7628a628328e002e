using Npgsql;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Targets.PgWire;

namespace RotationPS.Targets.Redshift;

/// <summary>
/// Every message of the Redshift target. Redshift has PostgreSQL's SQLSTATEs as they were in version 8.0: a wrong password
/// is 28000 there, as its drivers' users report (https://github.com/aws/amazon-redshift-python-driver/issues/237).
/// </summary>
internal static class RedshiftFailures
{
    private const string HostBasedRefusal = "ClientAuthentication";

    public static RotationException NameTooLong(AccountName name, int bytes) =>
        new(FailureKind.NameTooLong,
            $"The name '{name}' has {bytes} bytes in UTF-8, and Redshift takes {RedshiftTarget.NameBytes}.",
            $"Choose a name of at most {RedshiftTarget.NameBytes} bytes.");

    /// <param name="account">Whose password it is.</param>
    /// <param name="objection">What speaks against it, as the end of a sentence.</param>
    public static RotationException PasswordUnsuitable(AccountName account, string objection) =>
        new(FailureKind.PolicyRejected,
            $"The new password of '{account}' cannot be used: {objection}.",
            $"Rotate with a password policy of {RedshiftPassword.MinLength} to {RedshiftPassword.MaxLength} characters that leaves letters of both cases and digits in, and {string.Join(' ', RedshiftPassword.Refused.AsEnumerable())} out.");

    public static RotationException SingleUserOnly() =>
        new(FailureKind.NotApplicable,
            "Amazon Redshift rotates with a single user: it has no place for the mark that proves a clone to be ours.",
            "Run Set-SingleUserRotation for the secret.");

    public static RotationException OnePasswordOnly(AccountName account) =>
        new(FailureKind.NotApplicable,
            $"Redshift holds one password an account, so that of '{account}' cannot stay beside the new one.",
            "Run Set-SingleUserRotation with -DualPassword:$false for the secret.");

    public static RotationException NoSuperuser(Login login, AccountName account) =>
        new(FailureKind.PermissionDenied,
            $"The account '{login.User}' on {login.Server} may not create users and alter '{account}': it is no superuser.",
            $"Have a superuser run: ALTER USER {RedshiftStatements.Identifier(login.User)} CREATEUSER.");

    /// <summary>Why a login failed.</summary>
    public static RotationException OfLogin(Login login, Exception failure) => failure switch
    {
        PostgresException server => OfRefusedLogin(login, server),
        _ when PgWireFailures.MeansProofUnknown(failure) => ProofUnknown(login, failure),
        _ when PgWireFailures.MeansProofNotGiven(failure) => ProofNotGiven(login, failure),
        _ => PgWireFailures.OfConnection(login, failure),
    };

    /// <summary>Why a statement failed.</summary>
    /// <param name="login">Who ran it.</param>
    /// <param name="account">Whom it was about.</param>
    /// <param name="failure">What the driver threw.</param>
    public static RotationException OfStatement(Login login, AccountName account, Exception failure)
    {
        if (failure is not PostgresException server)
        {
            return ServerFailures.Find<TimeoutException>(failure) is null
                ? ServerFailures.ConnectionLost(login.Server, failure)
                : TimedOut(login.Server, account, "it gave no answer in time.", failure);
        }

        var said = PgWireFailures.Said(server);
        return server.SqlState switch
        {
            PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation =>
                ServerFailures.AccountExists(At(login.Server), account, said, server),
            PostgresErrorCodes.UndefinedObject => new RotationException(
                FailureKind.AccountNotFound,
                $"Redshift on {login.Server} has no account '{account}': {said}",
                "Correct the key 'username' of the secret, or create the account.",
                server),
            PostgresErrorCodes.InsufficientPrivilege => ServerFailures.ChangeRefused(At(login.Server), login, account, said, server),
            PostgresErrorCodes.InvalidParameterValue or PostgresErrorCodes.InvalidPassword => new RotationException(
                FailureKind.PolicyRejected,
                $"Redshift on {login.Server} refused the new password of '{account}': {said}",
                "Rotate with a password policy that satisfies the server's.",
                server),
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected =>
                ServerFailures.Busy(login.Server, account, said, server, isOver: true),
            _ when PgWireFailures.IsConcurrentChange(server) => ServerFailures.Busy(login.Server, account, said, server, isOver: true),
            PostgresErrorCodes.QueryCanceled => TimedOut(login.Server, account, said, server),
            _ when PgWireFailures.EndsConnection(server) => ServerFailures.ConnectionLost(login.Server, server),
            _ => ServerFailures.Answered(At(login.Server), account, said, server),
        };
    }

    private static RotationException OfRefusedLogin(Login login, PostgresException server)
    {
        var (said, where) = (PgWireFailures.Said(server), login.Server);
        return server.SqlState switch
        {
            PostgresErrorCodes.InvalidAuthorizationSpecification when server.Routine == HostBasedRefusal && where.Ssl is false => new RotationException(
                FailureKind.TlsRefused,
                $"Redshift on {where} does not take '{login.User}' over a connection without encryption: {said}",
                "Take '\"ssl\": false' out of the secret.",
                server),
            PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidPassword => new RotationException(
                FailureKind.LoginFailed,
                $"Redshift on {where} refused the login of '{login.User}': {said} It answers the same to a wrong password, an unknown user, a password that is disabled and one whose VALID UNTIL has passed.",
                "Check the keys 'username' and 'password' of the secret, and the user's VALID UNTIL.",
                server),
            PostgresErrorCodes.InvalidCatalogName => ServerFailures.NoDatabase(At(where), login, said, server),
            PostgresErrorCodes.InsufficientPrivilege => new RotationException(
                FailureKind.PermissionDenied,
                $"Redshift on {where} does not let '{login.User}' into the database '{where.Database}': {said}",
                "Grant the user what the server names, or correct the key 'dbname' of the secret.",
                server),
            PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.ConfigurationLimitExceeded =>
                ServerFailures.NoConnectionFree(At(where), login, said, server),
            PostgresErrorCodes.QueryCanceled => ServerFailures.NoAnswer(where, server),
            _ when PgWireFailures.EndsConnection(server) => ServerFailures.ConnectionLost(where, server),
            _ => ServerFailures.LoginAnswered(At(where), login, said, server),
        };
    }

    /// <summary>
    /// Redshift asks for the proof of the hash that it keeps, and drivers of PostgreSQL know only that of MD5: see
    /// https://github.com/mtxr/vscode-sqltools/issues/1415.
    /// </summary>
    private static RotationException ProofUnknown(Login login, Exception failure) =>
        new(FailureKind.NotApplicable,
            $"{login.Server} asks '{login.User}' for a proof that this module cannot give, as Redshift does where it keeps a password as a SHA-256 hash.",
            $"Have a superuser set the user's present password again, in clear or as an MD5 hash: ALTER USER {RedshiftStatements.Identifier(login.User)} PASSWORD 'md5...'.",
            failure);

    private static RotationException ProofNotGiven(Login login, Exception failure) =>
        new(FailureKind.LoginFailed,
            $"{login.Server} asks '{login.User}' for no password, or for another proof of it than Redshift does, so a login proves nothing or gives the password away: {ServerFailures.Sentence(failure.Message)}",
            "Correct the keys 'engine', 'host' and 'port' of the secret.",
            failure);

    private static string At(ServerAddress server) => $"Redshift on {server}";

    private static RotationException TimedOut(ServerAddress server, AccountName account, string said, Exception inner) =>
        ServerFailures.TookTooLong(At(server), account, said, inner);
}
