namespace RotationPS.Servers.SqlServer.Wire.Types;

/// <summary>The data types of the protocol that the endpoint knows ([MS-TDS] 2.2.5.4).</summary>
internal enum TypeToken : byte
{
    Guid = 0x24,
    Int = 0x26,
    Date = 0x28,
    DateTime2 = 0x2A,
    Bit = 0x68,
    Decimal = 0x6A,
    Numeric = 0x6C,
    Float = 0x6D,
    DateTime = 0x6F,
    VarBinary = 0xA5,
    VarChar = 0xA7,
    Binary = 0xAD,
    Char = 0xAF,
    NVarChar = 0xE7,
    NChar = 0xEF,
}
