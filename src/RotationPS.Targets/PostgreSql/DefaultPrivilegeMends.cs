using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>
/// What new objects come with. Where the clone, or the owner role, creates in its own name, its creations must come with
/// what the base's come with; and nobody's creations may come with rights for the clone that the base has not.
/// </summary>
internal static class DefaultPrivilegeMends
{
    public static IEnumerable<RightsMend> Of(TwinView view)
    {
        var creator = view.Terms.Mode switch
        {
            CloneMode.Member or CloneMode.Existing => view.CloneUser,
            CloneMode.SharedOwner => view.Owner,
            _ => null,
        };
        return [.. creator is null ? [] : Copied(view, creator), .. ForCloneOnly(view)];
    }

    private static IEnumerable<RightsMend> Copied(TwinView view, string creator)
    {
        var wanted = Of(view, view.BaseUser);
        var actual = Exists(view, creator) ? Of(view, creator) : Standard(creator, view.Facts.IsSuperuser);
        var mayChange = actual.TrueForAll(entry => entry.MayChange);
        var reason = mayChange || view.Owner is not null ? null : $"Only a superuser or a member of '{creator}' can change it.";
        foreach (var entry in wanted.Where(entry => !actual.Exists(other => IsSame(entry, other))))
        {
            yield return view.Mend(
                Difference(view, entry, "yes", "no"), PostgreSqlStatements.GrantByDefault(entry with { Creator = creator }), reason);
        }

        // Where the role existed before, what it gives others is not ours to take.
        foreach (var entry in actual.Where(entry => view.Owner is null && !wanted.Exists(other => IsSame(entry, other))))
        {
            yield return view.Mend(Difference(view, entry, "no", "yes"), PostgreSqlStatements.RevokeByDefault(entry), reason);
        }
    }

    private static IEnumerable<RightsMend> ForCloneOnly(TwinView view) =>
        from entry in view.Facts.Defaults
        where entry.Grantee == view.CloneUser && entry.Creator != view.BaseUser && entry.Creator != view.Owner
            && !view.Facts.Defaults.Any(other =>
                IsSame(other with { Grantee = entry.Grantee }, entry) && other.Creator == entry.Creator
                && (other.Grantee is null || other.Grantee == view.BaseUser || other.Grantee == view.Owner))
        select view.Mend(
            Difference(view, entry, "no", "yes") with { Object = $"{Place(entry)} OF {entry.Creator}" },
            PostgreSqlStatements.RevokeByDefault(entry),
            entry.MayChange ? null : $"Only a superuser or a member of '{entry.Creator}' can change it.");

    private static List<DefaultPrivilege> Of(TwinView view, string creator) =>
        [.. view.Facts.Defaults.Where(entry => entry.Creator == creator && !IsOfPair(view, entry.Grantee))];

    private static bool Exists(TwinView view, string creator) => (creator == view.CloneUser ? view.Facts.CloneUser : view.Facts.Owner) is not null;

    /// <summary>What the creations of a role that is still to be made will come with.</summary>
    private static List<DefaultPrivilege> Standard(string creator, bool mayChange) =>
    [
        new(creator, null, "FUNCTIONS", null, "EXECUTE", false, mayChange),
        new(creator, null, "TYPES", null, "USAGE", false, mayChange),
    ];

    private static bool IsOfPair(TwinView view, string? grantee) =>
        grantee is not null && (grantee == view.BaseUser || grantee == view.CloneUser || grantee == view.Owner);

    private static bool IsSame(DefaultPrivilege one, DefaultPrivilege other) =>
        one with { Creator = other.Creator, MayChange = other.MayChange } == other;

    private static string Place(DefaultPrivilege entry) => entry.Schema is null ? $"NEW {entry.Objects}" : $"NEW {entry.Objects} IN {entry.Schema}";

    private static RightsDifference Difference(TwinView view, DefaultPrivilege entry, string onBase, string onClone) => new(
        view.Database,
        Place(entry),
        $"{entry.Privilege} TO {entry.Grantee ?? "PUBLIC"}",
        entry.IsGrantable ? "GRANT WITH GRANT OPTION" : "GRANT",
        onBase,
        onClone);
}
