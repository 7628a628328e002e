using RotationPS.Servers.SqlServer.Wire.Login;

namespace RotationPS.Servers.SqlServer.Wire.Packets;

/// <summary>The types of a TDS packet ([MS-TDS] 2.2.3.1.1).</summary>
internal enum MessageType : byte
{
    SqlBatch = 1,
    Rpc = 3,
    TabularResult = 4,
    Attention = 6,
    TransactionManager = 14,
    Login7 = 16,
    PreLogin = 18,
}
