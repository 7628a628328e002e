namespace RotationPS.Servers.SqlServer.Wire.Tokens;

/// <summary>What an ENVCHANGE token tells the client ([MS-TDS] 2.2.7.9).</summary>
internal enum EnvironmentChange : byte
{
    Database = 1,
    Language = 2,
    PacketSize = 4,
    Collation = 7,
    TransactionBegun = 8,
    TransactionCommitted = 9,
    TransactionRolledBack = 10,
    ConnectionReset = 18,
}
