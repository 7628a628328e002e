namespace RotationPS.Targets.MySql.Rights;

/// <summary>One right of an account, or one restriction of it.</summary>
/// <param name="Level">What it is a right on.</param>
/// <param name="Scope">The database, or <c>server</c>.</param>
/// <param name="Object">What it is a right on, in words; null for the whole server.</param>
/// <param name="On">The same as statements have it; for a role the role.</param>
/// <param name="Privilege">The privilege as statements have it; empty for a role.</param>
/// <param name="IsGrantable">Whether this right by itself may be given on; where that goes for a whole level, it is a right of its own.</param>
internal sealed record AccountRight(RightLevel Level, string Scope, string? Object, string On, string Privilege, bool IsGrantable = false)
{
    public const string GrantOption = "GRANT OPTION";

    /// <summary>The column that it is a right on, as statements have it; null for all of the thing.</summary>
    public string? Column => Level is RightLevel.Column ? Privilege[(Privilege.IndexOf('(', StringComparison.Ordinal) + 1)..^1] : null;

    private string Permission => Level is RightLevel.Role ? $"MEMBER OF {Object}" : Privilege;

    private string State => Level is RightLevel.Restriction ? "DENY" : IsGrantable ? "GRANT WITH GRANT OPTION" : "GRANT";

    public Engine.Accounts.RightsDifference Difference(string host, bool isOnBase) => new(
        Scope, Level is RightLevel.Role || Object is null ? $"HOST {host}" : $"{Object}, HOST {host}", Permission, State, isOnBase ? "yes" : null, isOnBase ? null : "yes");

    /// <summary>The statements that give rights, all of those on one thing in one statement.</summary>
    public static IEnumerable<string> Grants(IEnumerable<AccountRight> rights, string account) =>
        from right in rights
        group right by (right.Level, right.On, Alone: right.Level is RightLevel.Role or RightLevel.Proxy ? right.On : null, right.IsGrantable) into together

        // MySQL restricts only a right on the whole server that is there already.
        orderby together.Key.Level is RightLevel.Restriction
        select Grant(together.Key.Level, together.Key.On, [.. together.Select(right => right.Privilege)], together.Key.IsGrantable, account);

    /// <summary>The statements that take rights away.</summary>
    public static IEnumerable<string> Revokes(IEnumerable<AccountRight> rights, string account) =>
        from right in rights
        group right.Privilege by (right.Level, right.On) into together
        select Revoke(together.Key.Level, together.Key.On, [.. together.Distinct()], account);

    private static string Grant(RightLevel level, string on, string[] privileges, bool isGrantable, string account)
    {
        var withOption = isGrantable || privileges.Contains(GrantOption);
        string[] named = [.. privileges.Where(privilege => privilege is not GrantOption)];
        return level switch
        {
            RightLevel.Role => $"GRANT {on} TO {account}{(isGrantable ? " WITH ADMIN OPTION" : "")}",
            RightLevel.Restriction => $"REVOKE {string.Join(", ", named)} ON {on} FROM {account}",
            _ => $"GRANT {(named.Length == 0 ? "USAGE" : string.Join(", ", named))} ON {on} TO {account}{(withOption ? " WITH GRANT OPTION" : "")}",
        };
    }

    private static string Revoke(RightLevel level, string on, string[] privileges, string account) => level switch
    {
        RightLevel.Role => $"REVOKE {on} FROM {account}",
        RightLevel.Restriction => $"GRANT {string.Join(", ", privileges)} ON {on} TO {account}",
        _ => $"REVOKE {string.Join(", ", privileges)} ON {on} FROM {account}",
    };
}
