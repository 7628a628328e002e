using System.Globalization;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>How a pair differs from what it should be like, and what brings it in line. Both come from the same findings.</summary>
internal sealed class CloneAlignment
{
    private readonly TwinView _view;

    public CloneAlignment(TwinView view) => _view = view;

    private TwinFacts Facts => _view.Facts;

    private CloneTerms Terms => _view.Terms;

    private IEnumerable<RightsMend> Mends =>
    [
        .. MembershipMends.Of(_view),
        .. GrantMends.Of(_view),
        .. OwnershipMends.Of(_view),
        .. PolicyMends.Of(_view),
        .. DefaultPrivilegeMends.Of(_view),
        .. UserMappingMends.Of(_view),
    ];

    /// <summary>
    /// What the clone should be like. Where the base itself acts as another role, the clone acts as that one too, so that
    /// whatever either creates has one owner.
    /// </summary>
    private RoleTraits WantedClone
    {
        get
        {
            var original = Facts.BaseUser!;
            if (Terms.Mode is CloneMode.Existing)
            {
                return original with { Comment = Facts.CloneUser?.Comment };
            }

            var attributes = original.Attributes.ToHashSet();
            attributes.Add(RoleAttribute.LogIn);

            // The clone enters a database before it acts as another role, and then only by what it inherits. Before
            // PostgreSQL 16 this attribute decides whether membership gives any right at all.
            attributes.Add(RoleAttribute.Inherit);

            var settings = original.Settings.ToDictionary();
            if (Terms.Mode is CloneMode.ActAs && settings.GetValueOrDefault(RoleSetting.ActsAs) is null or RoleSetting.Nobody)
            {
                settings[RoleSetting.ActsAs] = _view.BaseUser;
            }

            return original with
            {
                Attributes = attributes,
                Settings = _view.Owner is { } owner ? ActingAs(settings, owner) : settings,
                Comment = RoleMark.OfClone.Put(Facts.CloneUser?.Comment, Terms.Accounts.BaseUser),
            };
        }
    }

    /// <summary>The base changes in one thing only: that it acts as the owner role, where there is one.</summary>
    private RoleTraits WantedBase =>
        _view.Owner is { } owner ? Facts.BaseUser! with { Settings = ActingAs(Facts.BaseUser!.Settings, owner) } : Facts.BaseUser!;

    /// <summary>Attributes count of the role that acts, so the owner role needs those of the base that are not about logging in.</summary>
    private IEnumerable<string> OwnerAttributes =>
        _view.Owner is null
            ? []
            : RoleAttribute.All
                .Where(attribute => attribute.BelongsToActing)
                .Select(attribute => attribute.Keyword)
                .Where(keyword => Facts.BaseUser!.Attributes.Contains(keyword) && Facts.Owner?.Attributes.Contains(keyword) is not true);

    /// <summary>The alignment of a clone that is still to be made, of a base of which nothing is known.</summary>
    public static CloneAlignment OfNewPair(CloneTerms terms) =>
        new(new TwinView(TwinFacts.Nothing, terms, RightsDifference.ServerScope, MajorVersion: 0));

    /// <summary>How the clone differs from its base, and both from what makes them a pair.</summary>
    public IReadOnlyList<RightsDifference> Differences()
    {
        var (wanted, clone) = (WantedClone, Facts.CloneUser!);
        var server = RightsDifference.ServerScope;
        return
        [
            .. from attribute in RoleAttribute.All
               let wants = wanted.Attributes.Contains(attribute.Keyword)
               let has = clone.Attributes.Contains(attribute.Keyword)
               where wants != has
               select new RightsDifference(server, null, attribute.Keyword, null, YesOrNo(wants), YesOrNo(has)),
            .. Difference("CONNECTION LIMIT", Number(wanted.ConnectionLimit), Number(clone.ConnectionLimit)),
            .. Difference("VALID UNTIL", wanted.ValidUntil, clone.ValidUntil),
            .. Terms.Mode is CloneMode.Existing ? [] : Difference("MARK", _view.BaseUser, RoleMark.OfClone.Read(clone.Comment)?.Value),
            .. SettingDifferences(wanted, clone, isOnBase: false),
            .. SettingDifferences(WantedBase, Facts.BaseUser!, isOnBase: true),
            .. OwnerAttributes.Select(attribute =>
                new RightsDifference(server, $"ROLE {_view.Owner}", attribute, null, "yes", "no")),
            .. Mends.Select(mend => mend.Difference).Distinct(),
        ];
    }

    /// <summary>The statements that make the clone, or bring it in line; the first one bears the password where there is one.</summary>
    /// <param name="passwordLiteral">The new password's verifier as a literal; null where the password stays.</param>
    public IReadOnlyList<string> Statements(string? passwordLiteral)
    {
        if (Terms.Mode is CloneMode.Existing)
        {
            return passwordLiteral is null ? [] : [PostgreSqlStatements.SetPassword(Terms.Accounts.CloneUser, passwordLiteral)];
        }

        var (wanted, actual) = (WantedClone, Facts.CloneUser ?? RoleTraits.Fresh);
        return
        [
            .. Attributes(wanted, actual, passwordLiteral),
            .. OwnerStatements(),
            .. Mends.Select(mend => mend.Statement).OfType<string>().Distinct(),
            .. Settings(_view.BaseUser, WantedBase, Facts.BaseUser!),
            .. Settings(_view.CloneUser, wanted, actual),
            .. wanted.Comment == actual.Comment ? [] : new[] { PostgreSqlStatements.Comment(_view.CloneUser, wanted.Comment!) },
        ];
    }

    private IEnumerable<string> Attributes(RoleTraits wanted, RoleTraits actual, string? passwordLiteral)
    {
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
        return changes.Length == 0
            ? []
            : [$"{(Facts.CloneUser is null ? "CREATE ROLE" : "ALTER ROLE")} {PostgreSqlText.Identifier(_view.CloneUser)} {string.Join(' ', changes)}"];
    }

    private IEnumerable<string> OwnerStatements()
    {
        if (_view.Owner is not { } name)
        {
            yield break;
        }

        var (owner, attributes) = (PostgreSqlText.Identifier(name), string.Join(' ', OwnerAttributes));
        if (Facts.Owner is null)
        {
            yield return $"CREATE ROLE {owner} NOLOGIN {attributes}".TrimEnd();
        }
        else if (attributes.Length > 0)
        {
            yield return $"ALTER ROLE {owner} {attributes}";
        }

        var comment = RoleMark.OfOwner.Put(Facts.Owner?.Comment, Terms.Accounts.BaseUser);
        if (comment != Facts.Owner?.Comment && (Facts.Owner is null || Terms.Adopt))
        {
            yield return PostgreSqlStatements.Comment(name, comment);
        }
    }

    private IEnumerable<RightsDifference> SettingDifferences(RoleTraits wanted, RoleTraits actual, bool isOnBase) =>
        from setting in SettingsThatDiffer(wanted, actual)
        let onBase = Facts.BaseUser!.Settings.GetValueOrDefault(setting)
        let onClone = Facts.CloneUser!.Settings.GetValueOrDefault(setting)
        select new RightsDifference(
            setting.Database ?? RightsDifference.ServerScope,
            null,
            $"SET {setting.Name}",
            null,
            isOnBase ? onBase : wanted.Settings.GetValueOrDefault(setting),
            onClone);

    private static IEnumerable<string> Settings(string role, RoleTraits wanted, RoleTraits actual) =>
        SettingsThatDiffer(wanted, actual).Select(setting => PostgreSqlStatements.Set(role, setting, wanted.Settings.GetValueOrDefault(setting)));

    private static Dictionary<RoleSetting, string> ActingAs(IReadOnlyDictionary<RoleSetting, string> settings, string owner) =>
        new(settings) { [RoleSetting.ActsAs] = owner };

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
