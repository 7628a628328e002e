namespace RotationPS.Servers.SqlServer;

/// <summary>A result set: columns and rows. A value is null, string, int, long, short, byte, bool, byte[], DateTime, decimal or Guid.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows, a value for each column.</param>
public sealed record SqlResultSet(IReadOnlyList<SqlColumn> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows);
