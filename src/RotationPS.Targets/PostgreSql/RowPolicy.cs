namespace RotationPS.Targets.PostgreSql;

/// <summary>A row security policy that names the base, its clone or their owner role.</summary>
/// <param name="Name">The policy, in the server's own quoting.</param>
/// <param name="Table">Its table, in the server's own quoting.</param>
/// <param name="Names">Whom it names.</param>
/// <param name="Roles">All that it names, as ALTER POLICY writes them.</param>
internal sealed record RowPolicy(string Name, string Table, Holders Names, string Roles);
