namespace RotationPS.Targets.PostgreSql;

/// <summary>
/// That something depends on a role, as pg_shdepend notes it for every database.
/// https://www.postgresql.org/docs/17/catalog-pg-shdepend.html
/// </summary>
/// <param name="Role">The role.</param>
/// <param name="IsHere">Whether it is in the session's database or of the whole server.</param>
/// <param name="Kind">How it depends on the role; the constants here are the ones that matter.</param>
/// <param name="Catalogue">Which table of the catalogue it is in.</param>
internal sealed record RoleDependency(string Role, bool IsHere, string Kind, string Catalogue)
{
    /// <summary>The role owns it.</summary>
    public const string Owner = "o";

    /// <summary>The role is named in its access list.</summary>
    public const string Grant = "a";

    /// <summary>The role is named in it, and it is a row security policy.</summary>
    public const string Policy = "r";
}
