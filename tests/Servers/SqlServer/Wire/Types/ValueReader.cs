using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using RotationPS.Servers.SqlServer.Wire.Packets;

namespace RotationPS.Servers.SqlServer.Wire.Types;

/// <summary>Reads the value of a parameter ([MS-TDS] 2.2.5.5).</summary>
internal static class ValueReader
{
    private const ushort NullLength = 0xFFFF;
    private const ulong NullPieces = ulong.MaxValue;

    public static object? Read(PayloadReader reader, WireType type)
    {
        if (type.IsText || type.IsBytes)
        {
            return Long(reader, type) is { } bytes ? OfBytes(bytes, type) : null;
        }
        var value = reader.Bytes(reader.Byte());
        return value.IsEmpty ? null : OfShort(value, type);
    }

    private static object OfShort(ReadOnlySpan<byte> value, WireType type) => type.Token switch
    {
        TypeToken.Int => Integer(value),
        TypeToken.Bit => value[0] != 0,
        TypeToken.Guid => new Guid(value),
        TypeToken.Float => value.Length == 4 ? BinaryPrimitives.ReadSingleLittleEndian(value) : BinaryPrimitives.ReadDoubleLittleEndian(value),
        TypeToken.Decimal or TypeToken.Numeric => Decimal(value, type.Scale),
        TypeToken.DateTime => DateTime(value),
        TypeToken.Date => Day(value),
        _ => Day(value[^3..]).AddTicks(Number(value[..^3]) * (long)Math.Pow(10, 7 - type.Scale)),
    };

    private static object OfBytes(byte[] bytes, WireType type) => type.Token switch
    {
        TypeToken.NVarChar or TypeToken.NChar => Encoding.Unicode.GetString(bytes),
        TypeToken.VarChar or TypeToken.Char => Encoding.Latin1.GetString(bytes),
        _ => bytes,
    };

    private static object Integer(ReadOnlySpan<byte> value) => value.Length switch
    {
        // Each as an object of its own type; without that, all would become the widest of them.
        1 => (object)value[0],
        2 => (object)BinaryPrimitives.ReadInt16LittleEndian(value),
        4 => (object)BinaryPrimitives.ReadInt32LittleEndian(value),
        _ => (object)BinaryPrimitives.ReadInt64LittleEndian(value),
    };

    private static decimal Decimal(ReadOnlySpan<byte> value, byte scale)
    {
        var digits = new BigInteger(value[1..], isUnsigned: true);
        return (value[0] == 0 ? -(decimal)digits : (decimal)digits) / (decimal)Math.Pow(10, scale);
    }

    // Days since 1900 and three hundredths of a second.
    private static DateTime DateTime(ReadOnlySpan<byte> value) => new DateTime(1900, 1, 1)
        .AddDays(BinaryPrimitives.ReadInt32LittleEndian(value))
        .AddTicks(BinaryPrimitives.ReadUInt32LittleEndian(value[4..]) * TimeSpan.TicksPerSecond / 300);

    private static DateTime Day(ReadOnlySpan<byte> value) => new DateTime(1, 1, 1).AddDays(Number(value));

    private static long Number(ReadOnlySpan<byte> value)
    {
        Span<byte> whole = stackalloc byte[8];
        value.CopyTo(whole);
        return BinaryPrimitives.ReadInt64LittleEndian(whole);
    }

    private static byte[]? Long(PayloadReader reader, WireType type)
    {
        if (type.Length == WireType.Unlimited)
        {
            return Pieces(reader);
        }
        var length = reader.UInt16();
        return length == NullLength ? null : reader.Bytes(length).ToArray();
    }

    private static byte[]? Pieces(PayloadReader reader)
    {
        if (reader.UInt64() == NullPieces)
        {
            return null;
        }
        using var value = new MemoryStream();
        while (reader.Int32() is var length and not 0)
        {
            value.Write(reader.Bytes(length));
        }
        return value.ToArray();
    }
}
