using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>
/// Memberships that are missing or too many. Since PostgreSQL 16 a membership says itself whether it gives the role's
/// rights (INHERIT) and lets the member act as the role (SET), and each grantor's grant stands by itself.
/// </summary>
internal static class MembershipMends
{
    public static IEnumerable<RightsMend> Of(TwinView view) => view.Terms.Mode switch
    {
        CloneMode.Existing => [.. Missing(view), .. Excess(view)],
        CloneMode.SharedOwner => [.. Excess(view), .. Needed(view, view.BaseUser, view.Owner!), .. Needed(view, view.CloneUser, view.Owner!), .. HandedOn(view)],
        _ => [.. Excess(view), .. Needed(view, view.CloneUser, view.BaseUser)],
    };

    /// <summary>What makes the pair work: the clone in the base, or both in their owner role.</summary>
    private static IEnumerable<RightsMend> Needed(TwinView view, string member, string role)
    {
        if (IsFullMember(view, member, role))
        {
            yield break;
        }

        // The base has its own rights without being a member of itself.
        var (onBase, onClone) = role == view.BaseUser ? (true, false) : (IsFullMember(view, view.BaseUser, role), IsFullMember(view, view.CloneUser, role));
        yield return view.Mend(
            new RightsDifference(RightsDifference.ServerScope, null, $"MEMBER OF {role}", null, YesOrNo(onBase), YesOrNo(onClone)),
            PostgreSqlStatements.Grant(role, member, view.MajorVersion));
    }

    /// <summary>Other roles' rights that the base has and that whoever acts as the owner role needs as well.</summary>
    private static IEnumerable<RightsMend> HandedOn(TwinView view) =>
        from membership in view.Facts.Memberships
        where membership.Member == view.BaseUser && membership.Role != view.Owner && membership.Role != view.CloneUser && !membership.Members.Owner
        select view.Mend(
            Difference(membership, "yes", "no"),
            PostgreSqlStatements.Grant(membership.Role, view.Owner!, view.MajorVersion, membership.HasAdminOption));

    private static IEnumerable<RightsMend> Missing(TwinView view) =>
        from membership in view.Facts.Memberships
        where membership.Member == view.BaseUser && membership.Role != view.CloneUser && !membership.Members.CloneUser
        select view.Mend(Difference(membership, "yes", "no"), null);

    private static IEnumerable<RightsMend> Excess(TwinView view)
    {
        foreach (var membership in view.Facts.Memberships.Where(membership => IsOfPair(view, membership) || membership.Member == view.CloneUser))
        {
            if (IsUnwanted(view, membership))
            {
                yield return view.Mend(
                    Difference(membership, YesOrNo(membership.Member == view.BaseUser), YesOrNo(membership.Member == view.CloneUser)),
                    PostgreSqlStatements.Revoke(membership, view.MajorVersion, onlyAdminOption: false),
                    IsOfPair(view, membership) ? null : ReasonToKeep(membership));
            }
            else if (membership.HasAdminOption && membership.Member == view.CloneUser && !membership.Administrators.BaseUser && !membership.Administrators.Owner)
            {
                yield return view.Mend(
                    new RightsDifference(RightsDifference.ServerScope, null, $"ADMIN OF {membership.Role}", null, "no", "yes"),
                    PostgreSqlStatements.Revoke(membership, view.MajorVersion, onlyAdminOption: true),
                    ReasonToKeep(membership));
            }
        }
    }

    /// <summary>
    /// Between two accounts that share an owner there is no membership; else the clone may be in the base, and never the
    /// base in the clone. In other roles the clone is where the base is too.
    /// </summary>
    private static bool IsUnwanted(TwinView view, RoleMembership membership) =>
        IsOfPair(view, membership)
            ? view.Terms.Mode is CloneMode.SharedOwner || (view.IsByMembership && membership.Member == view.BaseUser)
            : membership.Role != view.Owner && !view.MeasureHas(membership.Members);

    private static string? ReasonToKeep(RoleMembership membership) =>
        membership.MayRevoke ? null : $"It was granted by '{membership.Grantor}', and only that role or a superuser can take it back.";

    private static bool IsOfPair(TwinView view, RoleMembership membership) =>
        (membership.Role == view.BaseUser && membership.Member == view.CloneUser) || (membership.Role == view.CloneUser && membership.Member == view.BaseUser);

    private static bool IsFullMember(TwinView view, string member, string role) =>
        view.Facts.Memberships.Any(membership => membership.Role == role && membership.Member == member && membership.Inherits && membership.MaySet);

    private static RightsDifference Difference(RoleMembership membership, string onBase, string onClone) =>
        new(RightsDifference.ServerScope, null, $"MEMBER OF {membership.Role}", null, onBase, onClone);

    private static string YesOrNo(bool value) => value ? "yes" : "no";
}
