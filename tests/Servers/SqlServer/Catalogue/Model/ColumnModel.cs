namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>A column of a table or view.</summary>
/// <param name="Id">Its number, from 1.</param>
/// <param name="Name">Its name.</param>
/// <param name="TypeName">Its system type.</param>
/// <param name="MaxLength">Its length in bytes, -1 for max.</param>
/// <param name="IsNullable">Whether it may be null.</param>
/// <param name="IsIdentity">Whether it numbers itself.</param>
internal sealed record ColumnModel(int Id, string Name, string TypeName, short MaxLength, bool IsNullable, bool IsIdentity);
