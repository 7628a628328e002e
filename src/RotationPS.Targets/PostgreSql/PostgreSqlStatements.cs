using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>The statements that change accounts. What a plan shows and what runs are made here, from the same words.</summary>
internal static class PostgreSqlStatements
{
    /// <summary>What stands in a plan where the verifier of the password will be.</summary>
    public const string MaskedPassword = "'********'";

    /// <summary>
    /// The account may act as another role from its first statement; its own password it can change only as itself.
    /// </summary>
    public const string BecomeOneself = "SET ROLE NONE";

    /// <summary>Since PostgreSQL 16 a membership says itself whether it gives rights and whether one may act as the role.</summary>
    public const int MembershipOptionsVersion = 16;

    public static string SetPassword(AccountName account, string passwordLiteral) =>
        $"ALTER ROLE {PostgreSqlText.Identifier(account.Value)} PASSWORD {passwordLiteral}";

    public static string Create(AccountName account, string passwordLiteral) =>
        $"CREATE ROLE {PostgreSqlText.Identifier(account.Value)} LOGIN PASSWORD {passwordLiteral}";

    public static string Grant(string role, string member, int majorVersion, bool withAdminOption = false)
    {
        var options = majorVersion >= MembershipOptionsVersion
            ? $" WITH INHERIT TRUE, SET TRUE{(withAdminOption ? ", ADMIN TRUE" : "")}"
            : withAdminOption ? " WITH ADMIN OPTION" : string.Empty;
        return $"GRANT {PostgreSqlText.Identifier(role)} TO {PostgreSqlText.Identifier(member)}{options}";
    }

    /// <summary>Takes a membership back. Since PostgreSQL 16 each grantor's stands by itself, and has to be named.</summary>
    public static string Revoke(RoleMembership membership, int majorVersion, bool onlyAdminOption)
    {
        var option = onlyAdminOption ? "ADMIN OPTION FOR " : string.Empty;
        var grantor = majorVersion >= MembershipOptionsVersion && membership.Grantor is { } name ? $" GRANTED BY {PostgreSqlText.Identifier(name)}" : string.Empty;
        return $"REVOKE {option}{PostgreSqlText.Identifier(membership.Role)} FROM {PostgreSqlText.Identifier(membership.Member)}{grantor}";
    }

    public static string Grant(DirectGrant grant, string role) =>
        $"GRANT {grant.Permission} ON {grant.Object} TO {PostgreSqlText.Identifier(role)}{(grant.IsGrantable ? " WITH GRANT OPTION" : "")}";

    public static string Revoke(DirectGrant grant) =>
        $"REVOKE {grant.Permission} ON {grant.Object} FROM {PostgreSqlText.Identifier(grant.Holder)}";

    public static string Reassign(string baseAccount, string clone, string owner) =>
        $"REASSIGN OWNED BY {PostgreSqlText.Identifier(baseAccount)}, {PostgreSqlText.Identifier(clone)} TO {PostgreSqlText.Identifier(owner)}";

    public static string GrantByDefault(DefaultPrivilege entry) =>
        $"{ByDefault(entry)} GRANT {entry.Privilege} ON {entry.Objects} TO {Grantee(entry)}{(entry.IsGrantable ? " WITH GRANT OPTION" : "")}";

    public static string RevokeByDefault(DefaultPrivilege entry) =>
        $"{ByDefault(entry)} REVOKE {entry.Privilege} ON {entry.Objects} FROM {Grantee(entry)}";

    public static string Comment(string role, string comment) =>
        $"COMMENT ON ROLE {PostgreSqlText.Identifier(role)} IS {PostgreSqlText.Literal(comment)}";

    /// <summary>Sets a setting of a role, or takes it back where there is no value.</summary>
    public static string Set(string role, RoleSetting setting, string? value)
    {
        var place = setting.Database is { } database ? $" IN DATABASE {PostgreSqlText.Identifier(database)}" : string.Empty;
        var action = value is null ? $"RESET {NameOf(setting)}" : $"SET {NameOf(setting)} = {ValueOf(setting, value)}";
        return $"ALTER ROLE {PostgreSqlText.Identifier(role)}{place} {action}";
    }

    /// <summary>What a change would run. The clone's own attributes and settings are known only when it runs.</summary>
    public static IReadOnlyList<string> Preview(AccountChange change) => change switch
    {
        AccountChange.OwnPassword own => [BecomeOneself, SetPassword(own.Account, MaskedPassword)],
        AccountChange.Reset reset => [SetPassword(reset.Account, MaskedPassword)],
        AccountChange.EnsureClone clone => Preview(clone.Terms, clone.SetsPassword),
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };

    private static IReadOnlyList<string> Preview(CloneTerms terms, bool setsPassword)
    {
        var (baseAccount, clone) = (PostgreSqlText.Identifier(terms.Accounts.BaseUser.Value), PostgreSqlText.Identifier(terms.Accounts.CloneUser.Value));
        return (terms.Mode, setsPassword) switch
        {
            (CloneMode.Existing, true) => [SetPassword(terms.Accounts.CloneUser, MaskedPassword)],
            (CloneMode.Existing, false) => [],
            (_, false) => [$"-- what brings {clone} in line with {baseAccount}, where anything differs"],
            (_, true) =>
            [
                .. CloneAlignment.OfNewPair(terms).Statements(MaskedPassword),
                $"-- where {clone} exists: ALTER ROLE with that password, and only what differs",
                $"-- and the attributes, limits, settings and rights of {baseAccount}",
            ],
        };
    }

    /// <summary>The rights that a rotation needs, as statements for somebody who may grant them.</summary>
    public static IReadOnlyList<string> GrantsFor(AccountName account, AccountName? superuser)
    {
        var role = PostgreSqlText.Identifier(account.Value);
        if (superuser is null)
        {
            return
            [
                $"-- none: {role} may change its own password",
                $"-- Amazon RDS with rds.restrict_password_commands: GRANT rds_password TO {role};",
            ];
        }

        var admin = PostgreSqlText.Identifier(superuser.Value);
        return
        [
            $"-- none where {admin} is a superuser; else:",
            $"ALTER ROLE {admin} CREATEROLE;",
            $"GRANT {role} TO {admin} WITH ADMIN OPTION; -- PostgreSQL 16 and later",
            $"-- and CREATEDB, REPLICATION, BYPASSRLS where {role} has them",
            $"-- and, with -CloneMode SharedOwner, WITH GRANT OPTION what others have granted to {role}",
        ];
    }

    private static string ByDefault(DefaultPrivilege entry)
    {
        var place = entry.Schema is { } schema ? $" IN SCHEMA {PostgreSqlText.Identifier(schema)}" : string.Empty;
        return $"ALTER DEFAULT PRIVILEGES FOR ROLE {PostgreSqlText.Identifier(entry.Creator)}{place}";
    }

    private static string Grantee(DefaultPrivilege entry) => entry.Grantee is { } name ? PostgreSqlText.Identifier(name) : "PUBLIC";

    private static string NameOf(RoleSetting setting) =>
        setting == RoleSetting.ActsAs ? setting.Name : string.Join('.', setting.Name.Split('.').Select(PostgreSqlText.Identifier));

    private static string ValueOf(RoleSetting setting, string value) =>
        SettingList.Contains(setting.Name)
            ? string.Join(", ", SettingList.Split(value).Select(PostgreSqlText.Literal))
            : PostgreSqlText.Literal(value);
}
