using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>
/// Makes sure that a role may become the owner that two accounts share. Whoever may edit a secret names that role, and both
/// accounts get all its rights; so a role that is there already has to be ours, or one that the base is in anyway.
/// </summary>
internal static class OwnerRole
{
    /// <summary>Roles that PostgreSQL and the services that offer it have made for purposes of their own.</summary>
    private static readonly string[] ReservedPrefixes = ["pg_", "rds", "cloudsql", "azure_"];

    public static void Demand(TwinView view)
    {
        if (view.Terms.OwnerRole is not { } owner)
        {
            return;
        }

        var baseAccount = view.Terms.Accounts.BaseUser;
        if (view.Terms.Accounts.Has(owner))
        {
            throw PostgreSqlFailures.OwnerRoleCannotServe(owner, baseAccount, "it is one of the two.");
        }

        if (Array.Exists(ReservedPrefixes, prefix => owner.Value.StartsWith(prefix, StringComparison.Ordinal)))
        {
            throw PostgreSqlFailures.OwnerRoleCannotServe(owner, baseAccount, "its name is one of the server's own.");
        }

        if (view.Facts.BaseUser!.Attributes.Contains(RoleAttribute.Superuser))
        {
            throw PostgreSqlFailures.OwnerRoleCannotServe(owner, baseAccount, "a superuser's rights cannot be handed to it.");
        }

        DemandOurs(view, owner, baseAccount);
        var elsewhere = view.Facts.Remote.Where(remote => remote.Holder == view.BaseUser && remote.NotOwners > 0).Select(remote => remote.Database).Distinct().ToList();
        if (elsewhere.Count > 0)
        {
            throw PostgreSqlFailures.RightsElsewhere(owner, baseAccount, elsewhere);
        }
    }

    private static void DemandOurs(TwinView view, AccountName owner, AccountName baseAccount)
    {
        if (view.Facts.Owner is not { } role)
        {
            return;
        }

        foreach (var power in new[] { RoleAttribute.LogIn, RoleAttribute.Superuser }.Where(role.Attributes.Contains))
        {
            throw PostgreSqlFailures.OwnerRoleCannotServe(owner, baseAccount, $"it has {power}.");
        }

        var isInIt = view.Facts.Memberships.Any(membership => membership.Role == owner.Value && membership.Member == baseAccount.Value && membership.MaySet);
        if (RoleMark.OfOwner.Read(role.Comment) != baseAccount && !isInIt && !view.Terms.Adopt)
        {
            throw PostgreSqlFailures.OwnerRoleRefused(owner, baseAccount, "it exists, this module has not made it, and the account is not a member of it.");
        }
    }
}
