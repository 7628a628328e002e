namespace RotationPS.Targets.MySql.Rights;

/// <summary>Something that belongs to an account itself, in the words of ALTER USER.</summary>
/// <param name="Name">The words that begin it, for example MAX_QUERIES_PER_HOUR.</param>
/// <param name="Default">What follows those words where the account is nothing special.</param>
/// <param name="IsLimit">Whether it stands among the limits after WITH.</param>
/// <param name="IsText">Whether statements have its value in quotes.</param>
internal sealed record AccountTrait(string Name, string Default, bool IsLimit = false, bool IsText = false)
{
    public static readonly AccountTrait Requirement = new("REQUIRE", "NONE");
    public static readonly AccountTrait Queries = new("MAX_QUERIES_PER_HOUR", "0", IsLimit: true);
    public static readonly AccountTrait Updates = new("MAX_UPDATES_PER_HOUR", "0", IsLimit: true);
    public static readonly AccountTrait Connections = new("MAX_CONNECTIONS_PER_HOUR", "0", IsLimit: true);
    public static readonly AccountTrait UserConnections = new("MAX_USER_CONNECTIONS", "0", IsLimit: true);
    public static readonly AccountTrait StatementTime = new("MAX_STATEMENT_TIME", "0", IsLimit: true);
    public static readonly AccountTrait Expiry = new("PASSWORD EXPIRE", "DEFAULT");
    public static readonly AccountTrait History = new("PASSWORD HISTORY", "DEFAULT");
    public static readonly AccountTrait Reuse = new("PASSWORD REUSE INTERVAL", "DEFAULT");
    public static readonly AccountTrait RequireCurrent = new("PASSWORD REQUIRE CURRENT", "DEFAULT");
    public static readonly AccountTrait FailedLogins = new("FAILED_LOGIN_ATTEMPTS", "0");
    public static readonly AccountTrait LockTime = new("PASSWORD_LOCK_TIME", "0");
    public static readonly AccountTrait State = new("ACCOUNT", "UNLOCK");

    /// <summary>A JSON object that says whatever its owner wants; MySQL keeps the account's comment in it too.</summary>
    public static readonly AccountTrait Attribute = new("ATTRIBUTE", "{}", IsText: true);

    /// <summary>The value of <see cref="State"/> of an account that may not log in.</summary>
    public const string Locked = "LOCK";

    /// <summary>All of them, in the order of ALTER USER.</summary>
    public static IReadOnlyList<AccountTrait> All { get; } =
    [
        Requirement, Queries, Updates, Connections, UserConnections, StatementTime,
        Expiry, History, Reuse, RequireCurrent, FailedLogins, LockTime, State, Attribute,
    ];

    /// <summary>The values that differ, as the words of ALTER USER and CREATE USER.</summary>
    public static string Clauses(IEnumerable<(AccountTrait Trait, string Value)> values)
    {
        var list = values.ToList();
        var limits = list.Where(entry => entry.Trait.IsLimit).Select(Words).ToList();
        return string.Join(' ',
        [
            .. list.Where(entry => entry.Trait == Requirement).Select(Words),
            .. limits.Count == 0 ? Array.Empty<string>() : ["WITH", .. limits],
            .. list.Where(entry => entry.Trait != Requirement && !entry.Trait.IsLimit).OrderBy(entry => entry.Trait == Attribute).Select(Words),
        ]);
    }

    private static string Words((AccountTrait Trait, string Value) entry) => $"{entry.Trait.Name} {(entry.Trait.IsText ? MySqlText.Literal(entry.Value) : entry.Value)}".TrimEnd();
}
