using System.Globalization;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>What a clone should be like, how it differs from that, and what brings it in line.</summary>
internal static class CloneAlignment
{
    /// <summary>
    /// What the clone should be like. Where the base itself acts as another role, the clone acts as that one too, so that
    /// whatever either creates has one owner.
    /// </summary>
    public static RoleTraits Wanted(RoleTraits original, RoleTraits? clone, AccountName baseAccount, CloneMode mode)
    {
        var attributes = original.Attributes.ToHashSet();
        attributes.Add(RoleAttribute.LogIn);
        if (mode == CloneMode.Member)
        {
            // Before PostgreSQL 16 this attribute decides whether membership gives any right at all.
            attributes.Add(RoleAttribute.Inherit);
        }

        var settings = original.Settings.ToDictionary();
        if (mode == CloneMode.ActAs)
        {
            settings.TryAdd(RoleSetting.ActsAs, baseAccount.Value);
        }

        return original with
        {
            Attributes = attributes,
            Settings = settings,
            IsMember = true,
            Comment = CloneMark.Put(clone?.Comment, baseAccount),
        };
    }

    /// <summary>How a clone differs from what it should be like.</summary>
    public static IReadOnlyList<RightsDifference> Differences(RoleTraits wanted, RoleTraits clone, AccountName baseAccount) =>
    [
        .. from attribute in RoleAttribute.All
           let wants = wanted.Attributes.Contains(attribute.Keyword)
           let has = clone.Attributes.Contains(attribute.Keyword)
           where wants != has
           select new RightsDifference(RightsDifference.ServerScope, null, attribute.Keyword, null, YesOrNo(wants), YesOrNo(has)),
        .. Difference("CONNECTION LIMIT", Number(wanted.ConnectionLimit), Number(clone.ConnectionLimit)),
        .. Difference("VALID UNTIL", wanted.ValidUntil, clone.ValidUntil),
        .. Difference($"MEMBER OF {baseAccount}", YesOrNo(wanted.IsMember), YesOrNo(clone.IsMember)),
        .. Difference("MARK", baseAccount.Value, CloneMark.Read(clone.Comment)?.Value),
        .. from setting in SettingsThatDiffer(wanted, clone)
           select new RightsDifference(
               setting.Database ?? RightsDifference.ServerScope,
               null,
               $"SET {setting.Name}",
               null,
               wanted.Settings.GetValueOrDefault(setting),
               clone.Settings.GetValueOrDefault(setting)),
    ];

    /// <summary>The statements that make the clone, or bring it in line; the first one bears the password where there is one.</summary>
    /// <param name="wanted">What it should be like.</param>
    /// <param name="clone">What it is like; null where it is missing.</param>
    /// <param name="accounts">Who is cloned.</param>
    /// <param name="passwordLiteral">The new password's verifier as a literal; null where the password stays.</param>
    /// <param name="majorVersion">The server's version.</param>
    public static IEnumerable<string> Statements(
        RoleTraits wanted, RoleTraits? clone, AccountPair accounts, string? passwordLiteral, int majorVersion)
    {
        var actual = clone ?? RoleTraits.Fresh;
        var name = accounts.CloneUser;
        string[] changes =
        [
            .. from attribute in RoleAttribute.All
               let wants = wanted.Attributes.Contains(attribute.Keyword)
               where wants != actual.Attributes.Contains(attribute.Keyword)
               select wants ? attribute.Keyword : "NO" + attribute.Keyword,
            .. wanted.ConnectionLimit == actual.ConnectionLimit ? [] : new[] { $"CONNECTION LIMIT {Number(wanted.ConnectionLimit)}" },
            .. wanted.ValidUntil == actual.ValidUntil ? [] : new[] { $"VALID UNTIL {PostgreSqlText.Literal(wanted.ValidUntil ?? "infinity")}" },
            .. passwordLiteral is null ? [] : new[] { $"PASSWORD {passwordLiteral}" },
        ];
        if (changes.Length > 0)
        {
            yield return $"{(clone is null ? "CREATE ROLE" : "ALTER ROLE")} {PostgreSqlText.Identifier(name.Value)} {string.Join(' ', changes)}";
        }

        if (wanted.IsMember && !actual.IsMember)
        {
            yield return PostgreSqlStatements.Grant(accounts.BaseUser, name, majorVersion);
        }

        foreach (var setting in SettingsThatDiffer(wanted, actual))
        {
            yield return PostgreSqlStatements.Set(name, setting, wanted.Settings.GetValueOrDefault(setting));
        }

        if (wanted.Comment != actual.Comment)
        {
            yield return PostgreSqlStatements.Comment(name, wanted.Comment!);
        }
    }

    private static IEnumerable<RoleSetting> SettingsThatDiffer(RoleTraits wanted, RoleTraits actual) =>
        from setting in wanted.Settings.Keys.Union(actual.Settings.Keys)
        where wanted.Settings.GetValueOrDefault(setting) != actual.Settings.GetValueOrDefault(setting)
        orderby setting.Database, setting.Name
        select setting;

    private static IEnumerable<RightsDifference> Difference(string permission, string? onBase, string? onClone) =>
        onBase == onClone ? [] : [new RightsDifference(RightsDifference.ServerScope, null, permission, null, onBase, onClone)];

    private static string YesOrNo(bool value) => value ? "yes" : "no";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
