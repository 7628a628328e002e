namespace RotationPS.Targets.SqlServer.Reading;

/// <summary>Something that belongs to one account and cannot belong to two.</summary>
/// <param name="Kind">What it is, for example SCHEMA.</param>
/// <param name="Name">Its name.</param>
internal sealed record Holding(string Kind, string Name)
{
    public const string Schema = "SCHEMA";
    public const string Role = "ROLE";

    /// <summary>The thing as GRANT names it; null for a kind that no right is granted on here.</summary>
    public string? Securable => Kind is Schema or Role ? $"{Kind}::{SqlServerText.Identifier(Name)}" : null;

    /// <summary>
    /// The right to do with it what its owner may; null where there is none. See
    /// https://learn.microsoft.com/sql/relational-databases/security/permissions-database-engine.
    /// </summary>
    public SqlRight? Control => Securable is { } securable
        ? new SqlRight(Kind is Schema ? SecurableClass.Schema : SecurableClass.Principal, securable, null, "CONTROL")
        : null;

    /// <summary>Whether a right is on this, or on what belongs to its owner by being in it. An owner takes no rights on its own.</summary>
    public bool Covers(SqlRight right) => Securable is not null && (right.Securable == Securable
        || (Kind is Schema && right.Securable?.Contains($"::{SqlServerText.Identifier(Name)}.", StringComparison.Ordinal) is true));

    /// <summary>Of a row with the holder's name or sid, the kind and the name.</summary>
    public static Holding Read(Row row) => new(row.Text(1), row.Text(2));
}
