namespace RotationPS.Servers.SqlServer.Wire.Packets;

/// <summary>The status bits of a TDS packet ([MS-TDS] 2.2.3.1.2).</summary>
[Flags]
internal enum PacketStatus : byte
{
    None = 0,
    EndOfMessage = 1,
    Ignore = 2,
    ResetConnection = 8,
    ResetConnectionKeepTransaction = 16,
}
