using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>Rights on objects that only one of the two has.</summary>
internal static class GrantMends
{
    public static IEnumerable<RightsMend> Of(TwinView view) => view.Terms.Mode switch
    {
        CloneMode.Existing => [.. Missing(view), .. Excess(view)],
        CloneMode.SharedOwner => [.. Excess(view), .. HandedOn(view)],

        // As a member the clone has whatever was granted to the base.
        _ => Excess(view),
    };

    private static IEnumerable<RightsMend> Excess(TwinView view) =>
        from grant in view.Facts.Grants
        where grant.Holder == view.CloneUser && grant.Owner != view.CloneUser && !view.MeasureHas(grant.HeldBy)
        select view.Mend(Difference(view, grant, "no", "yes"), PostgreSqlStatements.Revoke(grant), ReasonToKeep(grant));

    /// <summary>What was granted to the base works for whoever acts as the owner role only if that has it too.</summary>
    private static IEnumerable<RightsMend> HandedOn(TwinView view) =>
        from grant in view.Facts.Grants
        where grant.Holder == view.BaseUser && grant.Owner != view.BaseUser && grant.Owner != view.CloneUser && !grant.HeldBy.Owner
        select view.Mend(Difference(view, grant, "yes", "no"), PostgreSqlStatements.Grant(grant, view.Owner!));

    private static IEnumerable<RightsMend> Missing(TwinView view) =>
        from grant in view.Facts.Grants
        where grant.Holder == view.BaseUser && grant.Owner != view.BaseUser && !view.CloneHas(grant.HeldBy)
        select view.Mend(Difference(view, grant, "yes", "no"), null);

    private static string? ReasonToKeep(DirectGrant grant) =>
        grant.Grantor != grant.Owner ? $"It was granted by '{grant.Grantor}', and only that role can take it back."
        : grant.IsGivenOn ? $"'{grant.Holder}' has given rights on this object to others, who would lose them."
        : !grant.MayChange ? $"Only its owner '{grant.Owner}' or a superuser can take it back."
        : null;

    private static RightsDifference Difference(TwinView view, DirectGrant grant, string onBase, string onClone) => new(
        view.Scope(grant.IsShared), grant.Object, grant.Permission, grant.IsGrantable ? "GRANT WITH GRANT OPTION" : "GRANT", onBase, onClone);
}
