using RotationPS.Engine.Accounts;
using RotationPS.Targets.SqlServer.Reading;

namespace RotationPS.Targets.SqlServer.Alignment;

/// <summary>How the two differ in one place, the server or a database, and what brings the clone in line there.</summary>
internal sealed class ScopeMends
{
    private const string Owned = "It belongs to one account, and stays with it; of schemas and roles the clone gets CONTROL.";
    private const string OwnedByClone = "It belongs to the clone, and nothing is taken from its owner.";

    private readonly ScopeFacts _scope;
    private readonly CloneTerms _terms;
    private readonly PrincipalFacts _clone;

    public ScopeMends(ScopeFacts scope, CloneTerms terms)
    {
        _scope = scope;
        _terms = terms;

        // Whoever is created may connect; everything else is granted.
        _clone = scope.CloneUser ?? new PrincipalFacts(terms.Accounts.CloneUser.Value, [])
        {
            Rights = scope.HasRights ? [new SqlRight(Root, null, null, scope.IsServer ? "CONNECT SQL" : "CONNECT")] : [],
        };
    }

    private int Root => _scope.IsServer ? SecurableClass.Server : SecurableClass.Database;

    private PrincipalFacts Original => _scope.BaseUser?.WithControlOfHoldings() ?? new PrincipalFacts(_terms.Accounts.BaseUser.Value, []);

    private string Clone => SqlServerText.Identifier(_clone.Name);

    /// <summary>All that differs, in the order in which it is to be mended.</summary>
    public IEnumerable<RightsMend> All()
    {
        if (_scope.Unread is { } reason)
        {
            return [Told("USER", null, null, reason)];
        }

        if (_clone.Name == PrincipalFacts.DatabaseOwner)
        {
            return [Told("OWNER", null, "yes", OwnedByClone)];
        }

        IEnumerable<RightsMend> mends = [.. Users(), .. Settings(), .. Roles(), .. Rights(), .. Holdings()];
        return _scope.IsReadOnly ? mends.Select(Untouchable) : mends;
    }

    private static RightsMend Untouchable(RightsMend mend) => mend with
    {
        Difference = mend.Difference is { Reason: null } difference ? difference with { Reason = "The database is read-only." } : mend.Difference,
        Statement = null,
    };

    /// <summary>The clone's user where the base has one. Logins, and users without one, are made with their password.</summary>
    private IEnumerable<RightsMend> Users()
    {
        if (_scope.IsHome || _scope.CloneUser is not null || _scope.BaseUser is null)
        {
            yield break;
        }

        var schema = Original.Settings.TryGetValue(LoginSettings.Schema, out var name) ? $" WITH {LoginSettings.Clause(LoginSettings.Schema, name)}" : string.Empty;
        yield return new RightsMend(
            Difference(null, "USER", null, "yes", null),
            _scope.IsNameTaken ? null : $"CREATE USER {Clone} FOR LOGIN {SqlServerText.Identifier(_terms.Accounts.CloneUser.Value)}{schema}");
    }

    private IEnumerable<RightsMend> Settings()
    {
        if (_scope.BaseUser is null || _scope.CloneUser is null)
        {
            yield break;
        }

        var differing = Original.Settings.Keys
            .Where(setting => _clone.Settings.GetValueOrDefault(setting) != Original.Settings[setting])
            .Order(StringComparer.Ordinal)
            .ToList();
        foreach (var setting in differing)
        {
            yield return new RightsMend(Difference(null, setting, null, Original.Settings[setting], _clone.Settings.GetValueOrDefault(setting)), null);
        }

        if (differing.Any(LoginSettings.IsFlag))
        {
            // The one is refused without the other.
            differing = [.. differing.Where(setting => !LoginSettings.IsFlag(setting)), LoginSettings.Expiration, LoginSettings.Policy];
        }

        if (differing.Count > 0)
        {
            var clauses = differing.Select(setting => LoginSettings.Clause(setting, Original.Settings[setting]));
            yield return new RightsMend(null, $"ALTER {(_scope.IsServer ? "LOGIN" : "USER")} {Clone} WITH {string.Join(", ", clauses)}");
        }
    }

    private IEnumerable<RightsMend> Roles()
    {
        var alter = _scope.IsServer ? "ALTER SERVER ROLE" : "ALTER ROLE";
        foreach (var role in Original.Roles.Except(_clone.Roles).Order(StringComparer.Ordinal))
        {
            yield return new RightsMend(
                Difference(null, $"MEMBER OF {role}", null, "yes", "no"), $"{alter} {SqlServerText.Identifier(role)} ADD MEMBER {Clone}");
        }

        foreach (var role in _clone.Roles.Except(Original.Roles).Order(StringComparer.Ordinal))
        {
            yield return new RightsMend(
                Difference(null, $"MEMBER OF {role}", null, null, "yes"), $"{alter} {SqlServerText.Identifier(role)} DROP MEMBER {Clone}");
        }
    }

    private IEnumerable<RightsMend> Rights()
    {
        var (wanted, actual) = (ByKey(Original.Rights.Where(right => !IsMark(right) && !IsOfClone(right))), ByKey(_clone.Rights));
        return wanted.Keys.Union(actual.Keys)
            .GroupBy(key => (key.Securable, key.Permission))
            .OrderBy(group => group.Key.Securable, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Permission, StringComparer.Ordinal)
            .SelectMany(group => new RightMends(
                _scope.Scope,
                Clone,
                [.. group.Select(key => wanted.GetValueOrDefault(key)).OfType<SqlRight>()],
                [.. group.Select(key => actual.GetValueOrDefault(key)).OfType<SqlRight>()]).All());
    }

    private IEnumerable<RightsMend> Holdings() =>
    [
        .. Original.Holdings.Select(holding => Told(holding, "yes", null, Owned)),
        .. _clone.Holdings.Select(holding => Told(holding, null, "yes", OwnedByClone)),
    ];

    private RightsMend Told(Holding holding, string? onBase, string? onClone, string reason) =>
        new(Difference($"{holding.Kind} {holding.Name}", "OWNER", null, onBase, onClone) with { Reason = reason }, null);

    private RightsMend Told(string permission, string? onBase, string? onClone, string reason) =>
        new(Difference(null, permission, null, onBase, onClone) with { Reason = reason }, null);

    private RightsDifference Difference(string? on, string permission, string? state, string? onBase, string? onClone) =>
        new(_scope.Scope, on, permission, state, onBase, onClone);

    /// <summary>Of several grants of one right by several grantors the strongest counts, and a denial is stronger than any.</summary>
    private static Dictionary<(string? Securable, string? Column, string Permission), SqlRight> ByKey(IEnumerable<SqlRight> rights) =>
        rights.GroupBy(right => right.Key).ToDictionary(
            group => group.Key, group => group.MaxBy(Strength)! with { Grantors = [.. group.SelectMany(right => right.Grantors).Distinct()] });

    private static int Strength(SqlRight right) => right.State switch
    {
        RightState.Deny => 3,
        RightState.GrantWithGrantOption => 2,
        RightState.Grant => 1,
        _ => 0,
    };

    /// <summary>The server refuses to grant an owner rights on what is its own.</summary>
    private bool IsOfClone(SqlRight right) => _clone.Holdings.Any(holding => holding.Covers(right));

    private bool IsMark(SqlRight right) =>
        right is { Permission: CloneMark.Permission, State: RightState.Grant }
        && right.Securable == SqlServerStatements.SecurableOf(_clone.Name, isContained: right.Class == SecurableClass.Principal);
}
