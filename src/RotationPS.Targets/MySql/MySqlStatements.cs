using RotationPS.Engine.Accounts;
using RotationPS.Targets.MySql.Passwords;
using RotationPS.Targets.MySql.Rights;

namespace RotationPS.Targets.MySql;

/// <summary>The statements that change accounts. What a plan shows and what runs are made here, from the same words.</summary>
internal sealed class MySqlStatements(MySqlVersion version)
{
    /// <summary>What stands in a plan where the password or its hash will be.</summary>
    public const string MaskedPassword = "'********'";

    /// <summary>The statements of a plan, in which every password is asterisks.</summary>
    public bool MasksPasswords { get; init; }

    /// <summary>The words that say how an account logs in; the hashes are in them.</summary>
    public string Identified(IReadOnlyList<AuthenticationMethod> methods) => version.IsMariaDb
        ? $"IDENTIFIED VIA {string.Join(" OR ", methods.Select(method => $"{PluginOf(method)}{HashOf(method, " USING ")}"))}"
        : $"IDENTIFIED WITH {MySqlText.Literal(PluginOf(methods[0]))}{HashOf(methods[0], " AS ")}";

    /// <summary>
    /// Sets the password of a row. A former password that was kept beside the present one would outlive the change, and is
    /// let go unless the present one is to be kept in its place:
    /// https://dev.mysql.com/doc/refman/8.4/en/password-management.html#dual-passwords.
    /// </summary>
    public IReadOnlyList<string> SetPassword(HostAccount row, IReadOnlyList<AuthenticationMethod> methods, bool retainCurrent = false)
    {
        var change = $"ALTER USER {row.Name} {Identified(methods)}";
        return retainCurrent ? [change + RetainCurrent] : [change + (row.MayBeBlocked ? $" {Unblock}" : ""), .. Discard(row)];
    }

    /// <summary>Lets go of the second password of a row, where it has one.</summary>
    public static IEnumerable<string> Discard(HostAccount row) => row.HoldsTwoPasswords ? [Alter(row.Name, DiscardOld)] : [];

    public string Create(string account, IReadOnlyList<AuthenticationMethod> methods, string clauses = "") =>
        $"CREATE USER {account} {Identified(methods)} {clauses}".TrimEnd();

    public static string Alter(string account, string clauses) => $"ALTER USER {account} {clauses}";

    /// <summary>Marks a clone as ours.</summary>
    public string Mark(AccountPair accounts) => Create(
        MySqlText.Account(accounts.CloneUser.Value, CloneMark.HostFor(accounts.BaseUser)),
        [new AuthenticationMethod(version.UsualPlugin, PasswordHash.MakeUnknown(version.UsualPlugin, version.CachingSha2))],
        version.HasAccountLock ? $"{AccountTrait.State.Name} {AccountTrait.Locked}" : string.Empty);

    /// <summary>Takes a mark away. It owns nothing and defines nothing, for nobody has ever logged in by it.</summary>
    public static string Unmark(HostAccount mark) => $"DROP USER {mark.Name}";

    public string SetDefaultRole(string account, string? roles) => version.IsMariaDb
        ? $"SET DEFAULT ROLE {roles ?? "NONE"} FOR {account}"
        : $"SET DEFAULT ROLE {roles ?? "NONE"} TO {account}";

    /// <summary>Changes the password of whoever is logged in, by a hash; MariaDB lets every account do so.</summary>
    public static string SetOwnHash(AuthenticationMethod method) => $"SET PASSWORD = {MySqlText.Literal(method.Hash!)}";

    /// <summary>
    /// The same in MySQL, which lets an account that may not alter others give the password only as it is. The server
    /// keeps such a statement out of its logs: https://dev.mysql.com/doc/refman/8.4/en/password-logging.html.
    /// </summary>
    public static string SetOwnPassword(Password password, Password? replaced, bool retainCurrent) =>
        $"ALTER USER USER() IDENTIFIED BY {MySqlText.Literal(password.Reveal())}"
        + (replaced is null ? "" : $" REPLACE {MySqlText.Literal(replaced.Reveal())}")
        + (retainCurrent ? RetainCurrent : "");

    /// <summary>Lets go of the second password of whoever is logged in.</summary>
    public const string DiscardOwn = $"ALTER USER USER() {DiscardOld}";

    /// <summary>
    /// Lets in again who was locked out after too many wrong passwords, guesses at one that is no more:
    /// https://dev.mysql.com/doc/refman/8.4/en/password-management.html#failed-login-tracking.
    /// </summary>
    public static string Unblock { get; } = $"{AccountTrait.State.Name} {AccountTrait.State.Default}";

    private const string RetainCurrent = " RETAIN CURRENT PASSWORD";
    private const string DiscardOld = "DISCARD OLD PASSWORD";

    /// <summary>What a change would run, before anybody has asked the server which kind it is and which hosts there are.</summary>
    public static IReadOnlyList<string> Preview(AccountChange change) => change switch
    {
        AccountChange.OwnPassword own =>
        [
            $"SET PASSWORD = {MaskedPassword} -- MariaDB, as {MySqlText.Literal(own.Account.Value)}; its hash",
            $"ALTER USER USER() IDENTIFIED WITH its plugin AS {MaskedPassword} -- MySQL, as {MySqlText.Literal(own.Account.Value)}; its hash",
        ],
        AccountChange.Reset reset => [Reset(reset.Account)],
        AccountChange.EnsureClone { Terms.Mode: CloneMode.Existing } clone => clone.SetsPassword ? [Reset(clone.Terms.Accounts.CloneUser)] : [],
        AccountChange.EnsureClone clone => Preview(clone.Terms.Accounts, clone.SetsPassword),
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };

    /// <summary>The rights that a rotation needs, as statements for somebody who may grant them.</summary>
    public static IReadOnlyList<string> GrantsFor(AccountName account, AccountName? superuser)
    {
        var user = MySqlText.Literal(account.Value);
        if (superuser is null)
        {
            return
            [
                $"-- none: {user} may change its own password",
                $"-- MySQL, to keep the former password beside the new one: GRANT APPLICATION_PASSWORD_ADMIN ON *.* TO {user}@'%';",
            ];
        }

        var admin = MySqlText.Account(superuser.Value, "%");
        return
        [
            $"GRANT CREATE USER ON *.* TO {admin};",
            $"GRANT SELECT ON mysql.* TO {admin};",
            $"-- and every right of {user} with GRANT OPTION, its roles with ADMIN OPTION; for example:",
            $"-- GRANT SELECT, INSERT, UPDATE, DELETE ON shop.* TO {admin} WITH GRANT OPTION;",
            $"-- MariaDB, where {user} has a default role: GRANT UPDATE ON mysql.* TO {admin};",
        ];
    }

    private static string Reset(AccountName account) =>
        $"ALTER USER {MySqlText.Account(account.Value, "%")} IDENTIFIED WITH its plugin AS {MaskedPassword} -- and for every other host of it";

    private static IReadOnlyList<string> Preview(AccountPair accounts, bool setsPassword)
    {
        var (original, clone) = (MySqlText.Literal(accounts.BaseUser.Value), MySqlText.Literal(accounts.CloneUser.Value));
        string[] making = setsPassword
            ?
            [
                $"-- where {clone} is missing, for every host of {original}:",
                $"CREATE USER {MySqlText.Account(accounts.CloneUser.Value, "%")} IDENTIFIED WITH the plugin of {original} AS {MaskedPassword}",
                $"-- where it exists: ALTER USER with that password",
            ]
            : [];
        return [.. making, $"-- what brings {clone} in line with {original}, where anything differs"];
    }

    private string PluginOf(AuthenticationMethod method) => method.Plugin.Length == 0 ? PasswordHash.Native : method.Plugin;

    private string HashOf(AuthenticationMethod method, string keyword) => method.Hash switch
    {
        null => string.Empty,
        _ when MasksPasswords && method.TakesHash => keyword + MaskedPassword,
        var hash => keyword + PasswordHash.Literal(method.Plugin, hash),
    };
}
