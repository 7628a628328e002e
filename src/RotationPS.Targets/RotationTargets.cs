using RotationPS.Engine.Accounts;
using RotationPS.Targets.MySql;
using RotationPS.Targets.PostgreSql;
using RotationPS.Targets.Redshift;
using RotationPS.Targets.SqlServer;

namespace RotationPS.Targets;

/// <summary>The kinds of server that this module knows.</summary>
public static class RotationTargets
{
    /// <summary>All of them; a new one is one more line here.</summary>
    public static TargetCatalog All { get; } = new(
    [
        new PostgreSqlTarget(),
        new MySqlTarget(),
        new SqlServerTarget(),
        new RedshiftTarget(),
    ]);
}
