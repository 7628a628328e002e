using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>
/// Credentials at foreign servers. They belong to the role that acts, and hold passwords, so they are told of and not copied.
/// </summary>
internal static class UserMappingMends
{
    public static IEnumerable<RightsMend> Of(TwinView view) =>
        from mapping in view.Facts.Mappings
        let measure = mapping.Users.BaseUser
        let acting = view.Terms.Mode switch
        {
            CloneMode.ActAs => measure,
            CloneMode.SharedOwner => mapping.Users.Owner,
            _ => mapping.Users.CloneUser,
        }
        where measure != acting
        select view.Mend(
            new RightsDifference(view.Database, $"SERVER {mapping.Server}", "USER MAPPING", null, measure ? "yes" : "no", acting ? "yes" : "no"),
            null,
            $"It may hold a password; run: CREATE USER MAPPING FOR {PostgreSqlText.Identifier(view.Owner ?? view.CloneUser)} SERVER {mapping.Server} OPTIONS (...).");
}
