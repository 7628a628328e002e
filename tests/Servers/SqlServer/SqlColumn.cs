using System.Data;

namespace RotationPS.Servers.SqlServer;

/// <summary>A column of a result set.</summary>
/// <param name="Name">Its name; empty for an expression without one.</param>
/// <param name="Type">NVarChar, Int, BigInt, SmallInt, TinyInt, Bit, VarBinary, DateTime or UniqueIdentifier.</param>
public sealed record SqlColumn(string Name, SqlDbType Type);
