using System.Data;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>A column of what FROM gives.</summary>
/// <param name="Source">The table's alias or name.</param>
/// <param name="Name">The column's name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Denial">The error that reading it gives; null where it may be read.</param>
internal sealed record RelationColumn(string? Source, string Name, SqlDbType Type, StatementFailedException? Denial = null);
