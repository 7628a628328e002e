namespace RotationPS.Targets.PostgreSql;

/// <summary>Which setting of a role is meant: in one database, or wherever it logs in.</summary>
/// <param name="Database">The database; null for all.</param>
/// <param name="Name">The setting's name.</param>
internal readonly record struct RoleSetting(string? Database, string Name)
{
    /// <summary>The value of <see cref="ActsAs"/> of a role that acts as itself.</summary>
    public const string Nobody = "none";

    /// <summary>The setting that makes a role act as another from its first statement.</summary>
    public static RoleSetting ActsAs { get; } = new(null, "role");
}
