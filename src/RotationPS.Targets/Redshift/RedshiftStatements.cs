using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.Redshift;

/// <summary>
/// The statements that Redshift is given, and no others. It speaks PostgreSQL 8.0's language with much left out: there are
/// no advisory locks, no <c>set_config</c>, no <c>lock_timeout</c> and no comments on users. What a plan shows and what
/// runs are made from the same words. See https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_USER.html.
/// </summary>
internal static class RedshiftStatements
{
    /// <summary>What stands in a plan where the hash of the password will be.</summary>
    public const string MaskedPassword = "'********'";

    /// <summary>Times are read in UTC: https://docs.aws.amazon.com/redshift/latest/dg/r_timezone_config.html.</summary>
    public const string SetTimeZone = "SET timezone TO 'UTC'";

    /// <summary>
    /// Describes a user by what everybody may read. <c>valuntil</c> is of the type abstime, whose values beyond every time
    /// (infinity, invalid) no function can turn into a text.
    /// See https://docs.aws.amazon.com/redshift/latest/dg/pg_user_info.html.
    /// </summary>
    public const string Describe =
        "SELECT CASE WHEN valuntil < 'infinity' THEN to_char(valuntil, 'YYYY-MM-DD HH24:MI:SS') END FROM pg_catalog.pg_user WHERE usename = $1";

    /// <summary>Whether a user is a superuser.</summary>
    public const string IsSuperuser = "SELECT usesuper FROM pg_catalog.pg_user WHERE usename = $1";

    /// <summary>
    /// The case of a user name in quotes is always kept, whatever <c>enable_case_sensitive_identifier</c> says: see
    /// https://docs.aws.amazon.com/redshift/latest/dg/r_enable_case_sensitive_identifier.html.
    /// </summary>
    public static string Identifier(AccountName name) => $"\"{name.Value.Replace("\"", "\"\"")}\"";

    /// <summary>A hash has letters and digits only, so there is nothing to escape in it.</summary>
    public static string LiteralFor(AccountName account, Password password) => $"'{RedshiftPassword.HashFor(account, password)}'";

    public static string SetPassword(AccountName account, string literal) => $"ALTER USER {Identifier(account)} PASSWORD {literal}";

    public static string Create(AccountName account, string literal) => $"CREATE USER {Identifier(account)} PASSWORD {literal}";

    /// <summary>See https://docs.aws.amazon.com/redshift/latest/dg/r_statement_timeout.html.</summary>
    /// <param name="limit">At least a millisecond; Redshift takes 0 for "without end".</param>
    public static string SetStatementTimeout(TimeSpan limit) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"SET statement_timeout TO {Math.Clamp(Math.Ceiling(limit.TotalMilliseconds), 1, int.MaxValue)}");

    /// <summary>The rights that a rotation needs, as statements for somebody who may grant them.</summary>
    public static IReadOnlyList<string> GrantsFor(AccountName account, AccountName? superuser) => superuser is null
        ? [$"-- none: {Identifier(account)} may change its own password"]
        :
        [
            "-- on Amazon Redshift a secret rotates with a single user only: run Set-SingleUserRotation",
            $"-- Repair-SecretRotation -Action Reconcile and New-RotatedSecret -CreateAccount need a superuser: ALTER USER {Identifier(superuser)} CREATEUSER;",
        ];
}
