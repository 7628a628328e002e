using System.Globalization;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>
/// Objects that belong to one of the two. To give somebody's objects to somebody else is not ours to do, unless a shared
/// owner was asked for.
/// </summary>
internal static class OwnershipMends
{
    private const string Owner = "OWNER";

    public static IEnumerable<RightsMend> Of(TwinView view) => [.. Here(view), .. Elsewhere(view)];

    private static IEnumerable<RightsMend> Here(TwinView view)
    {
        foreach (var owned in view.Facts.Owned.Where(owned => Matters(view, owned.Owner)))
        {
            yield return Mend(view, view.Scope(owned.IsShared), $"{owned.Kind} {owned.Identity}", owned.Owner);
        }

        foreach (var rest in view.Facts.Owned.Where(owned => Matters(view, owned.Owner) && owned.Total > OwnedObject.Listed).DistinctBy(owned => owned.Owner))
        {
            yield return Mend(view, view.Database, string.Create(CultureInfo.InvariantCulture, $"{rest.Total - OwnedObject.Listed} MORE OBJECTS"), rest.Owner);
        }
    }

    /// <summary>In another database the server tells only that there is something.</summary>
    private static IEnumerable<RightsMend> Elsewhere(TwinView view) =>
        from remote in view.Facts.Remote
        where remote.Holder == view.CloneUser && Matters(view, remote.Holder)
        select view.Mend(
            new RightsDifference(
                remote.Database,
                string.Create(CultureInfo.InvariantCulture, $"{remote.Objects} OBJECTS"),
                remote.IsOwner ? Owner : "ANY",
                remote.IsOwner ? null : "GRANT",
                null,
                "yes"),
            null,
            remote.IsOwner
                ? $"'{view.CloneUser}' owns them; run there: REASSIGN OWNED BY {PostgreSqlText.Identifier(view.CloneUser)} TO {PostgreSqlText.Identifier(view.Owner ?? view.BaseUser)}."
                : $"Rights that '{view.CloneUser}' has by itself in another database than the secret's are not compared.");

    private static RightsMend Mend(TwinView view, string scope, string what, string owner) => view.Mend(
        new RightsDifference(scope, what, Owner, null, owner == view.BaseUser ? "yes" : "no", owner == view.CloneUser ? "yes" : "no"),
        view.Owner is { } shared ? PostgreSqlStatements.Reassign(view.BaseUser, view.CloneUser, shared) : null,
        view.IsByMembership
            ? $"'{view.CloneUser}' owns it, so '{view.BaseUser}' cannot alter it; run: REASSIGN OWNED BY {PostgreSqlText.Identifier(view.CloneUser)} TO {PostgreSqlText.Identifier(view.BaseUser)}."
            : null);

    /// <summary>A member has what its role owns; the other way round it does not.</summary>
    private static bool Matters(TwinView view, string owner) =>
        owner == view.CloneUser || view.Owner is not null || (view.IsOnlyCompared && !IsMemberOfBase(view));

    private static bool IsMemberOfBase(TwinView view) =>
        view.Facts.Memberships.Any(membership => membership.Role == view.BaseUser && membership.Member == view.CloneUser);
}
