using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>What decides whether one role may create roles and alter a given other one.</summary>
/// <param name="IsSuperuser">The session acts as a superuser.</param>
/// <param name="CreatesRoles">The session's role has CREATEROLE.</param>
/// <param name="HasAdminOption">It has ADMIN OPTION on the account.</param>
/// <param name="Exists">The account exists.</param>
/// <param name="AccountIsSuperuser">The account is a superuser.</param>
/// <param name="AccountReplicates">The account has REPLICATION.</param>
/// <param name="AccountUsesIam">The account logs in with tokens of IAM, and with no password.</param>
/// <param name="MayNotSetPasswords">Amazon RDS reserves passwords for members of rds_password, and the session's role is none.</param>
internal sealed record AdminPowers(
    bool IsSuperuser,
    bool CreatesRoles,
    bool HasAdminOption,
    bool Exists,
    bool AccountIsSuperuser,
    bool AccountReplicates,
    bool AccountUsesIam,
    bool MayNotSetPasswords)
{
    /// <summary>Throws, saying what is missing and how to grant it, unless the powers suffice.</summary>
    public void Demand(Login login, AccountName account, int majorVersion)
    {
        if (AccountUsesIam)
        {
            throw PostgreSqlFailures.UsesIam(login.Server, account);
        }

        if (MayNotSetPasswords)
        {
            throw PostgreSqlFailures.MayNotSetPasswords(login, account);
        }

        if (IsSuperuser)
        {
            return;
        }

        var (user, role) = (PostgreSqlText.Identifier(login.User.Value), PostgreSqlText.Identifier(account.Value));
        if (!CreatesRoles)
        {
            throw ServerFailures.MayNotManage(
                login, account, "it has neither SUPERUSER nor CREATEROLE", $"Have a superuser run: ALTER ROLE {user} CREATEROLE.");
        }

        // https://www.postgresql.org/docs/15/sql-alterrole.html and the release notes of PostgreSQL 16.
        var adminOptionCounts = majorVersion >= PostgreSqlStatements.MembershipOptionsVersion;
        if (AccountIsSuperuser || (AccountReplicates && !adminOptionCounts))
        {
            var power = AccountIsSuperuser ? "SUPERUSER" : "REPLICATION";
            throw ServerFailures.MayNotManage(
                login, account, $"that account has {power}, and only a superuser may alter it", "Use a superuser's secret for this account.");
        }

        if (Exists && adminOptionCounts && !HasAdminOption)
        {
            throw ServerFailures.MayNotManage(
                login, account, "it has CREATEROLE but not ADMIN OPTION on that account", $"Have a superuser run: GRANT {role} TO {user} WITH ADMIN OPTION.");
        }
    }
}
