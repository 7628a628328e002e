using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>What the catalogue says of a role.</summary>
/// <param name="Description">What every engine tells of an account.</param>
/// <param name="IsMe">The session acts as it.</param>
/// <param name="IsSuperuser">It is a superuser.</param>
/// <param name="CreatesRoles">It has CREATEROLE.</param>
/// <param name="Replicates">It has REPLICATION.</param>
/// <param name="IsAdministered">The session's role has ADMIN OPTION on it.</param>
/// <param name="UsesIam">It logs in with tokens of IAM, and with no password.</param>
/// <param name="MayNotSetPasswords">Amazon RDS reserves passwords for members of rds_password, and the session's role is none.</param>
/// <param name="OtherMasters">Who may administer it but not its base; null where there is nobody.</param>
internal sealed record RoleRow(
    AccountDescription Description,
    bool IsMe,
    bool IsSuperuser,
    bool CreatesRoles,
    bool Replicates,
    bool IsAdministered,
    bool UsesIam,
    bool MayNotSetPasswords,
    string? OtherMasters)
{
    public AccountName Name => Description.Name;
}
