using Npgsql;

namespace RotationPS.Targets.PgWire;

/// <summary>One open connection, and the data source that is its alone.</summary>
/// <param name="Source">The data source; disposed after the connection.</param>
/// <param name="Connection">The connection.</param>
/// <param name="IsEncrypted">Whether it is encrypted.</param>
internal sealed record PgWireConnection(NpgsqlDataSource Source, NpgsqlConnection Connection, bool IsEncrypted);
