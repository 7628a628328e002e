using RotationPS.Engine.Accounts;
using RotationPS.Targets.SqlServer.Reading;

namespace RotationPS.Targets.SqlServer;

/// <summary>The statements that change accounts. What a plan shows and what runs are made here, from the same words.</summary>
internal static class SqlServerStatements
{
    /// <summary>
    /// What a new account is made with, by database: a hash, which no policy can be held against, then the policy of all,
    /// and a user in the database of the secret, without which it could not log in there. Everybody may enter master.
    /// </summary>
    public static IReadOnlyList<(string Database, IReadOnlyList<string> Statements)> Create(
        AccountName account, PasswordClause clause, ServerKind kind, string database)
    {
        var login = SqlServerText.Identifier(account.Value);
        IReadOnlyList<string> statements = kind.IsClassic
            ? [$"CREATE LOGIN {login} WITH PASSWORD = {clause.Hashed}, CHECK_EXPIRATION = OFF, CHECK_POLICY = OFF", CheckPolicy(login, LoginSettings.Off)]
            : [$"CREATE LOGIN {login} WITH PASSWORD = {clause.Open}"];
        var isMaster = !kind.IsAzure && string.Equals(database, SqlServerConnections.Master, StringComparison.OrdinalIgnoreCase);
        return isMaster
            ? [(SqlServerConnections.Master, statements)]
            : [(SqlServerConnections.Master, statements), (database, [$"CREATE USER {login} FOR LOGIN {login}"])];
    }

    /// <summary>Has the server check the passwords of a login from now on.</summary>
    public static string CheckPolicy(string login, string expiration) =>
        $"ALTER LOGIN {login} WITH CHECK_POLICY = ON, CHECK_EXPIRATION = {expiration}";

    /// <summary>
    /// Sets a password in the way that the account takes. A lock that wrong passwords have earned it ends with the former
    /// one; it would keep the account from changing the interim password.
    /// </summary>
    public static string SetPassword(PrincipalFacts account, PasswordClause clause, bool isContained, ServerKind kind)
    {
        var name = SqlServerText.Identifier(account.Name);
        return isContained ? $"ALTER USER {name} WITH PASSWORD = {clause.Open}"
            : !kind.IsClassic ? $"ALTER LOGIN {name} WITH PASSWORD = {clause.Open}"
            : account.ChecksPolicy ? $"ALTER LOGIN {name} WITH PASSWORD = {clause.Interim} UNLOCK"
            : $"ALTER LOGIN {name} WITH PASSWORD = {clause.Hashed}";
    }

    /// <summary>An account's own change, where the packet of a login cannot do it.</summary>
    public static string ChangeOwnPassword(AccountName account, string literal, string oldLiteral, bool isContained) =>
        $"ALTER {(isContained ? "USER" : "LOGIN")} {SqlServerText.Identifier(account.Value)} WITH PASSWORD = {literal} OLD_PASSWORD = {oldLiteral}";

    /// <summary>Marks an account as a clone. See <see cref="CloneMark"/>.</summary>
    public static string Mark(string clone, string baseUser, bool isContained) =>
        $"GRANT {CloneMark.Permission} ON {SecurableOf(clone, isContained)} TO {SqlServerText.Identifier(baseUser)}";

    public static string SecurableOf(string account, bool isContained) =>
        $"{(isContained ? "USER" : "LOGIN")}::{SqlServerText.Identifier(account)}";

    /// <summary>What a change would run. How the account is set up is known only when it runs.</summary>
    public static IReadOnlyList<string> Preview(AccountChange change) => change switch
    {
        AccountChange.OwnPassword own =>
        [
            $"-- in the packet of a login, without a statement: the password of {SqlServerText.Identifier(own.Account.Value)}; or, where the server cannot:",
            ChangeOwnPassword(own.Account, PasswordClause.Masked.Open, PasswordClause.Masked.Open, isContained: false),
        ],
        AccountChange.Reset reset => [$"ALTER LOGIN {SqlServerText.Identifier(reset.Account.Value)} WITH PASSWORD = {PasswordClause.Masked.Open}"],
        AccountChange.EnsureClone clone => Preview(clone.Terms, clone.SetsPassword),
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };

    /// <summary>The rights that a rotation needs, as statements for somebody who may grant them.</summary>
    public static IReadOnlyList<string> GrantsFor(AccountName account, AccountName? superuser)
    {
        var login = SqlServerText.Identifier(account.Value);
        if (superuser is null)
        {
            return [$"-- none: {login} may change its own password", $"-- Azure SQL: in master, CREATE USER {login} FOR LOGIN {login};"];
        }

        var admin = SqlServerText.Identifier(superuser.Value);
        return
        [
            $"-- none where {admin} is in sysadmin; else in master:",
            $"GRANT ALTER ANY LOGIN TO {admin};",
            $"GRANT VIEW ANY DEFINITION TO {admin};",
            $"-- CONTROL SERVER where {login} has it or is in sysadmin; what {login} has on the server, WITH GRANT OPTION",
            $"-- in each database where {login} has a user:",
            $"CREATE USER {admin} FOR LOGIN {admin};",
            $"ALTER ROLE [db_owner] ADD MEMBER {admin}; -- or ALTER ANY USER, ALTER ANY ROLE, and what {login} has there WITH GRANT OPTION",
            $"-- Azure SQL: the server administrator, or in master ALTER ROLE [loginmanager] ADD MEMBER {admin};",
        ];
    }

    private static IReadOnlyList<string> Preview(CloneTerms terms, bool setsPassword)
    {
        var (baseUser, clone) = (SqlServerText.Identifier(terms.Accounts.BaseUser.Value), SqlServerText.Identifier(terms.Accounts.CloneUser.Value));
        string[] alter = [$"ALTER LOGIN {clone} WITH PASSWORD = {PasswordClause.Masked.Open}"];
        return (terms.Mode, setsPassword) switch
        {
            (CloneMode.Existing, true) => alter,
            (CloneMode.Existing, false) => [],
            (_, false) => [$"-- what brings {clone} in line with {baseUser}, where anything differs"],
            (_, true) =>
            [
                $"CREATE LOGIN {clone} WITH PASSWORD = {PasswordClause.Masked.Hashed}, SID = …, and the settings of {baseUser}",
                $"-- or, where {clone} exists: {alter[0]}",
                $"-- and in every database where {baseUser} has a user: CREATE USER {clone} FOR LOGIN {clone}",
                $"-- and the roles and permissions of {baseUser}, on the server and in these databases",
            ],
        };
    }
}
