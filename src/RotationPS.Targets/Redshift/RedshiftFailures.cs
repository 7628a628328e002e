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
    private const string Product = "Redshift";

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

    public static RotationException OnePasswordOnly(AccountName account) => ServerFailures.OnePasswordOnly(Product, account);

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
    public static RotationException OfStatement(Login login, AccountName account, Exception failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UndefinedObject } server =>
            ServerFailures.AccountNotFound(At(login.Server), account, PgWireFailures.Said(server), server),
        PostgresException { SqlState: PostgresErrorCodes.InvalidParameterValue or PostgresErrorCodes.InvalidPassword } server =>
            ServerFailures.NewPasswordRefused(At(login.Server), account, PgWireFailures.Said(server), server),
        PostgresException server when PgWireFailures.IsBrokenOff(server) =>
            ServerFailures.Busy(login.Server, account, PgWireFailures.Said(server), server, isOver: true),
        _ => PgWireFailures.OfStatement(At(login.Server), login, account, failure),
    };

    private static RotationException OfRefusedLogin(Login login, PostgresException server)
    {
        var (said, where) = (PgWireFailures.Said(server), login.Server);
        return server.SqlState switch
        {
            _ when PgWireFailures.IsHostBasedRefusal(server) && where.Ssl is false => new RotationException(
                FailureKind.TlsRefused,
                $"Redshift on {where} does not take '{login.User}' over a connection without encryption: {said}",
                "Take '\"ssl\": false' out of the secret.",
                server),
            PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidPassword => new RotationException(
                FailureKind.LoginFailed,
                $"Redshift on {where} refused the login of '{login.User}': {said} It answers the same to a wrong password, an unknown user, a password that is disabled and one whose VALID UNTIL has passed.",
                "Check the keys 'username' and 'password' of the secret, and the user's VALID UNTIL.",
                server),
            _ => PgWireFailures.OfRefusedLogin(At(where), login, "the user what the server names", server),
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

    private static string At(ServerAddress server) => $"{Product} on {server}";
}
