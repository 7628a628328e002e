namespace RotationPS.Targets.PostgreSql;

/// <summary>The attributes of a role that are on or off.</summary>
/// <param name="Keyword">The word that switches it on; with NO before it, off.</param>
/// <param name="Column">Its column in pg_roles.</param>
/// <param name="BelongsToActing">Whether it counts of the role that acts, rather than of the one that logged in.</param>
internal sealed record RoleAttribute(string Keyword, string Column, bool BelongsToActing = false)
{
    public const string LogIn = "LOGIN";
    public const string Inherit = "INHERIT";
    public const string Superuser = "SUPERUSER";
    public const string CreateRole = "CREATEROLE";
    public const string Replication = "REPLICATION";

    public static IReadOnlyList<RoleAttribute> All { get; } =
    [
        new(LogIn, "rolcanlogin"),
        new(Superuser, "rolsuper"),
        new("CREATEDB", "rolcreatedb", BelongsToActing: true),
        new(CreateRole, "rolcreaterole", BelongsToActing: true),
        new(Inherit, "rolinherit"),
        new(Replication, "rolreplication"),
        new("BYPASSRLS", "rolbypassrls", BelongsToActing: true),
    ];
}
