namespace RotationPS.Servers.SqlServer.Wire.Tokens;

/// <summary>The status bits of the tokens that end something ([MS-TDS] 2.2.7.6).</summary>
[Flags]
internal enum DoneStatus : ushort
{
    Final = 0,
    More = 1,
    Error = 2,
    Count = 16,
    Attention = 32,
}
