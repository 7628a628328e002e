using Npgsql;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Targets.PgWire;

namespace RotationPS.Targets.PostgreSql;

/// <summary>
/// Every message of the PostgreSQL target. The server's errors are told apart by SQLSTATE and, where one covers several,
/// by the routine that raised it: both stay the same when the server speaks another language.
/// See https://www.postgresql.org/docs/current/errcodes-appendix.html.
/// </summary>
internal static class PostgreSqlFailures
{
    private const string Product = "PostgreSQL";

    /// <summary>Where the server refuses a proof of who somebody is; with this SQLSTATE it was no password.</summary>
    private const string RefusedProof = "auth_failed";

    /// <summary>The group whose members alone may set passwords, where Amazon RDS is told so.</summary>
    private const string PasswordGroup = "rds_password";

    public static RotationException NameTooLong(AccountName name, int bytes) =>
        new(FailureKind.NameTooLong,
            $"The name '{name}' has {bytes} bytes in UTF-8, and PostgreSQL keeps only the first {PostgreSqlText.NameBytes}.",
            $"Choose a name of at most {PostgreSqlText.NameBytes} bytes.");

    public static RotationException PasswordNotAscii(AccountName account) =>
        new(FailureKind.PolicyRejected,
            $"The new password of '{account}' is empty or has characters other than printable ASCII, which PostgreSQL's clients do not all send in the same way.",
            "Use a password of printable ASCII characters.");

    public static RotationException AccountNotFound(AccountName account, ServerAddress server) =>
        ServerFailures.AccountNotFound(At(server), account);

    public static RotationException OnePasswordOnly(AccountName account) => ServerFailures.OnePasswordOnly(Product, account);

    public static RotationException OwnerRoleRefused(AccountName owner, AccountName baseAccount, string why) =>
        new(FailureKind.OwnerRoleRefused,
            $"The role '{owner}' cannot become the owner that '{baseAccount}' and its clone share: {why}",
            $"Name a role that does not exist yet with -OwnerRole, or have an administrator run: GRANT {PostgreSqlText.Identifier(owner.Value)} TO {PostgreSqlText.Identifier(baseAccount.Value)}.");

    public static RotationException OwnerRoleCannotServe(AccountName owner, AccountName baseAccount, string why) =>
        new(FailureKind.OwnerRoleRefused,
            $"The role '{owner}' cannot become the owner that '{baseAccount}' and its clone share: {why}",
            "Name another role with -OwnerRole of Set-AlternatingRotation.");

    public static RotationException RightsElsewhere(AccountName owner, AccountName baseAccount, IReadOnlyList<string> databases) =>
        new(FailureKind.RightsDiffer,
            $"'{baseAccount}' owns objects or has rights in other databases that '{owner}' has not, and as '{owner}' it could not use them any more: {string.Join(", ", databases)}.",
            $"In each of these databases run REASSIGN OWNED BY {PostgreSqlText.Identifier(baseAccount.Value)} TO {PostgreSqlText.Identifier(owner.Value)}, grant '{owner}' the same rights, and rotate again.");

    /// <summary>No failure: the rotation works, but a very old client may not.</summary>
    public static string OldEncryption(ServerAddress server) =>
        $"On {server} password_encryption is md5. The new password is kept as SCRAM-SHA-256 all the same, with which clients older than PostgreSQL 10 cannot log in.";

    public static RotationException UsesIam(ServerAddress server, AccountName account) =>
        new(FailureKind.NotApplicable,
            $"The account '{account}' on {server} is a member of rds_iam, so it logs in with tokens of IAM and no password of it works.",
            $"Let the application go on with tokens, or run: REVOKE rds_iam FROM {PostgreSqlText.Identifier(account.Value)}.");

    public static RotationException MayNotSetPasswords(Login login, AccountName account, Exception? inner = null) =>
        new(FailureKind.PermissionDenied,
            $"On {login.Server} rds.restrict_password_commands is on, and '{login.User}', who is to set the password of '{account}', is no member of {PasswordGroup}.",
            $"Have an administrator run: GRANT {PasswordGroup} TO {PostgreSqlText.Identifier(login.User.Value)}.",
            inner);

    /// <summary>Why a login failed.</summary>
    public static RotationException OfLogin(Login login, Exception failure) => failure switch
    {
        PostgresException server => OfRefusedLogin(login, server),
        _ when PgWireFailures.MeansProofNotGiven(failure) || PgWireFailures.MeansProofUnknown(failure) => MethodRefused(login, failure),
        _ => PgWireFailures.OfConnection(login, failure),
    };

    /// <summary>Why a statement that sets a password failed; null where that has nothing to do with the password.</summary>
    public static RotationException? OfPassword(Login login, AccountName account, PostgresException server) => server.SqlState switch
    {
        PostgresErrorCodes.UndefinedObject => AccountNotFound(account, login.Server),

        // What password checks raise: passwordcheck the first, other modules the rest.
        PostgresErrorCodes.InvalidParameterValue or PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            ServerFailures.NewPasswordRefused(At(login.Server), account, PgWireFailures.Said(server), server),
        _ => null,
    };

    /// <summary>Why a statement failed.</summary>
    /// <param name="login">Who ran it.</param>
    /// <param name="account">Whom it was about.</param>
    /// <param name="failure">What the driver threw.</param>
    public static RotationException OfStatement(Login login, AccountName account, Exception failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } server
            when server.MessageText.Contains(PasswordGroup, StringComparison.Ordinal) => MayNotSetPasswords(login, account, server),
        PostgresException server when server.SqlState == PostgresErrorCodes.LockNotAvailable || PgWireFailures.IsBrokenOff(server) =>
            ServerFailures.Busy(login.Server, account, PgWireFailures.Said(server), server),
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } server =>
            ServerFailures.TakesNoChanges(At(login.Server), PgWireFailures.Said(server), server),
        _ => PgWireFailures.OfStatement(At(login.Server), login, account, failure),
    };

    private static RotationException OfRefusedLogin(Login login, PostgresException server)
    {
        var (said, where) = (PgWireFailures.Said(server), login.Server);
        return server.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword => new RotationException(
                FailureKind.LoginFailed,
                $"PostgreSQL on {where} refused the login of '{login.User}': {said} It answers the same to a wrong password, an unknown account and an account whose VALID UNTIL has passed.",
                "Check the keys 'username' and 'password' of the secret, and the account's VALID UNTIL.",
                server),
            _ when PgWireFailures.IsHostBasedRefusal(server) => OfHostBasedRefusal(login, server, said),
            PostgresErrorCodes.InvalidAuthorizationSpecification when server.Routine == RefusedProof => new RotationException(
                FailureKind.NotApplicable,
                $"PostgreSQL on {where} asks '{login.User}' for another proof than a password of its own: {said}",
                $"Have the server's pg_hba.conf ask this account for scram-sha-256; on Amazon RDS run: REVOKE rds_iam FROM {PostgreSqlText.Identifier(login.User.Value)}.",
                server),
            PostgresErrorCodes.InvalidAuthorizationSpecification when !server.MessageText.Contains("does not exist", StringComparison.Ordinal) =>
                ServerFailures.MayNotLogIn(At(where), login, $"ALTER ROLE {PostgreSqlText.Identifier(login.User.Value)} LOGIN", said, server),
            PostgresErrorCodes.InvalidAuthorizationSpecification => new RotationException(
                FailureKind.LoginFailed,
                $"PostgreSQL on {where} refused the login of '{login.User}': {said}",
                "Correct the key 'username' of the secret.",
                server),
            _ => PgWireFailures.OfRefusedLogin(At(where), login, "the account CONNECT on the database", server),
        };
    }

    private static RotationException OfHostBasedRefusal(Login login, PostgresException server, string said) =>
        login.Server.Ssl is false
            ? new RotationException(
                FailureKind.TlsRefused,
                $"PostgreSQL on {login.Server} does not take '{login.User}' over a connection without encryption: {said}",
                "Take '\"ssl\": false' out of the secret, or let the server's pg_hba.conf admit such connections.",
                server)
            : new RotationException(
                FailureKind.LoginFailed,
                $"PostgreSQL on {login.Server} does not take '{login.User}' from this machine: {said}",
                "Add a line for this account and machine to the server's pg_hba.conf.",
                server);

    private static RotationException MethodRefused(Login login, Exception failure) =>
        new(FailureKind.LoginFailed,
            $"{login.Server} asks '{login.User}' for no password, or for one in clear, so a login proves nothing or gives the password away: {ServerFailures.Sentence(failure.Message)}",
            "Have the server's pg_hba.conf ask this account for scram-sha-256.",
            failure);

    private static string At(ServerAddress server) => $"{Product} on {server}";
}
