using System.Data;
using RotationPS.Servers.SqlServer.Wire.Login;
using RotationPS.Servers.SqlServer.Wire.Packets;

namespace RotationPS.Servers.SqlServer.Wire.Types;

/// <summary>A data type as the wire describes it (TYPE_INFO, [MS-TDS] 2.2.5.6).</summary>
/// <param name="Token">The type.</param>
/// <param name="Length">The greatest length of a value in bytes; <see cref="Unlimited"/> for (max).</param>
/// <param name="Precision">The digits of a decimal.</param>
/// <param name="Scale">The digits after the point, of a decimal or of a second.</param>
internal sealed record WireType(TypeToken Token, int Length, byte Precision = 0, byte Scale = 0)
{
    /// <summary>The length of the (max) types, whose values come in pieces.</summary>
    public const int Unlimited = 0xFFFF;

    private const int LongestBytes = 8000;
    private const byte MostDigits = 38;
    private const byte MostSecondDigits = 7;

    public bool IsText => Token is TypeToken.NVarChar or TypeToken.NChar or TypeToken.VarChar or TypeToken.Char;

    public bool IsBytes => Token is TypeToken.VarBinary or TypeToken.Binary;

    /// <summary>The type of a column, which is (max) where one of its values needs it.</summary>
    public static WireType Of(SqlDbType type, IEnumerable<object?> values) => type switch
    {
        SqlDbType.NVarChar => new(TypeToken.NVarChar, values.Any(value => value is string { Length: > LongestBytes / 2 }) ? Unlimited : LongestBytes),
        SqlDbType.VarBinary => new(TypeToken.VarBinary, values.Any(value => value is byte[] { Length: > LongestBytes }) ? Unlimited : LongestBytes),
        SqlDbType.TinyInt => new(TypeToken.Int, 1),
        SqlDbType.SmallInt => new(TypeToken.Int, 2),
        SqlDbType.Int => new(TypeToken.Int, 4),
        SqlDbType.BigInt => new(TypeToken.Int, 8),
        SqlDbType.Bit => new(TypeToken.Bit, 1),
        SqlDbType.UniqueIdentifier => new(TypeToken.Guid, 16),
        SqlDbType.DateTime => new(TypeToken.DateTime, 8),
        SqlDbType.DateTime2 => new(TypeToken.DateTime2, 8, Scale: MostSecondDigits),
        SqlDbType.Float => new(TypeToken.Float, 8),
        SqlDbType.Decimal => new(TypeToken.Decimal, 17, MostDigits, values.OfType<decimal>().Select(value => value.Scale).DefaultIfEmpty().Max()),
        _ => throw new NotSupportedException($"The endpoint has no column of the type {type}."),
    };

    /// <summary>Reads the description of a parameter's type.</summary>
    public static WireType Read(PayloadReader reader)
    {
        var token = (TypeToken)reader.Byte();
        return token switch
        {
            TypeToken.Date => new(token, 3),
            TypeToken.DateTime2 => new(token, 8, Scale: reader.Byte()),
            TypeToken.Guid or TypeToken.Int or TypeToken.Bit or TypeToken.Float or TypeToken.DateTime => new(token, reader.Byte()),
            TypeToken.Decimal or TypeToken.Numeric => new(token, reader.Byte(), reader.Byte(), reader.Byte()),
            TypeToken.VarBinary or TypeToken.Binary => new(token, reader.UInt16()),
            TypeToken.NVarChar or TypeToken.NChar or TypeToken.VarChar or TypeToken.Char => ReadText(token, reader),
            _ => throw new NotSupportedException($"The endpoint has no parameter of the type 0x{(byte)token:X2}."),
        };
    }

    public void Write(PayloadWriter writer)
    {
        writer.Byte((byte)Token);
        switch (Token)
        {
            case TypeToken.Date:
                break;
            case TypeToken.DateTime2:
                writer.Byte(Scale);
                break;
            case TypeToken.Decimal or TypeToken.Numeric:
                writer.Bytes([(byte)Length, Precision, Scale]);
                break;
            case var _ when IsText || IsBytes:
                writer.UInt16(Length);
                writer.Bytes(IsText ? ServerVersion.Collation : []);
                break;
            default:
                writer.Byte((byte)Length);
                break;
        }
    }

    private static WireType ReadText(TypeToken token, PayloadReader reader)
    {
        var type = new WireType(token, reader.UInt16());
        reader.Bytes(ServerVersion.Collation.Length);
        return type;
    }
}
