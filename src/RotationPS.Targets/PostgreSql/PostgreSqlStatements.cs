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

    public static string PasswordLiteral(Password password) => PostgreSqlText.Literal(ScramVerifier.Create(password));

    public static string SetPassword(AccountName account, string passwordLiteral) =>
        $"ALTER ROLE {PostgreSqlText.Identifier(account.Value)} PASSWORD {passwordLiteral}";

    public static string Create(AccountName account, string passwordLiteral) =>
        $"CREATE ROLE {PostgreSqlText.Identifier(account.Value)} LOGIN PASSWORD {passwordLiteral}";

    public static string Grant(AccountName role, AccountName member, int majorVersion)
    {
        var options = majorVersion >= MembershipOptionsVersion ? " WITH INHERIT TRUE, SET TRUE" : string.Empty;
        return $"GRANT {PostgreSqlText.Identifier(role.Value)} TO {PostgreSqlText.Identifier(member.Value)}{options}";
    }

    public static string Comment(AccountName account, string comment) =>
        $"COMMENT ON ROLE {PostgreSqlText.Identifier(account.Value)} IS {PostgreSqlText.Literal(comment)}";

    /// <summary>Sets a setting of a role, or takes it back where there is no value.</summary>
    public static string Set(AccountName account, RoleSetting setting, string? value)
    {
        var place = setting.Database is { } database ? $" IN DATABASE {PostgreSqlText.Identifier(database)}" : string.Empty;
        var action = value is null ? $"RESET {NameOf(setting)}" : $"SET {NameOf(setting)} = {ValueOf(setting, value)}";
        return $"ALTER ROLE {PostgreSqlText.Identifier(account.Value)}{place} {action}";
    }

    /// <summary>What a change would run. The clone's own attributes and settings are known only when it runs.</summary>
    public static IReadOnlyList<string> Preview(AccountChange change) => change switch
    {
        AccountChange.OwnPassword own => [BecomeOneself, SetPassword(own.Account, MaskedPassword)],
        AccountChange.Reset reset => [SetPassword(reset.Account, MaskedPassword)],
        AccountChange.EnsureClone { SetsPassword: true } clone =>
        [
            .. CloneAlignment.Statements(
                CloneAlignment.Wanted(RoleTraits.Fresh, null, clone.Terms.Accounts.BaseUser, clone.Terms.Mode),
                null,
                clone.Terms.Accounts,
                MaskedPassword,
                majorVersion: 0),
            $"-- where {PostgreSqlText.Identifier(clone.Terms.Accounts.CloneUser.Value)} exists: ALTER ROLE with that password, and only what differs",
            $"-- and the attributes, limits and settings of {PostgreSqlText.Identifier(clone.Terms.Accounts.BaseUser.Value)}",
        ],
        AccountChange.EnsureClone clone =>
        [
            $"-- what brings {PostgreSqlText.Identifier(clone.Terms.Accounts.CloneUser.Value)} in line with {PostgreSqlText.Identifier(clone.Terms.Accounts.BaseUser.Value)}, where anything differs",
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };

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
        ];
    }

    private static string NameOf(RoleSetting setting) =>
        setting == RoleSetting.ActsAs ? setting.Name : string.Join('.', setting.Name.Split('.').Select(PostgreSqlText.Identifier));

    private static string ValueOf(RoleSetting setting, string value) =>
        SettingList.Contains(setting.Name)
            ? string.Join(", ", SettingList.Split(value).Select(PostgreSqlText.Literal))
            : PostgreSqlText.Literal(value);
}
