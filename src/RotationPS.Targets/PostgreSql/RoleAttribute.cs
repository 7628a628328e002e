namespace RotationPS.Targets.PostgreSql;

/// <summary>The attributes of a role that are on or off.</summary>
/// <param name="Keyword">The word that switches it on; with NO before it, off.</param>
/// <param name="Column">Its column in pg_roles.</param>
internal sealed record RoleAttribute(string Keyword, string Column)
{
    public const string LogIn = "LOGIN";
    public const string Inherit = "INHERIT";

    public static IReadOnlyList<RoleAttribute> All { get; } =
    [
        new(LogIn, "rolcanlogin"),
        new("SUPERUSER", "rolsuper"),
        new("CREATEDB", "rolcreatedb"),
        new("CREATEROLE", "rolcreaterole"),
        new(Inherit, "rolinherit"),
        new("REPLICATION", "rolreplication"),
        new("BYPASSRLS", "rolbypassrls"),
    ];
}
