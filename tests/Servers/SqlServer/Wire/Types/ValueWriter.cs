using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using RotationPS.Servers.SqlServer.Wire.Packets;

namespace RotationPS.Servers.SqlServer.Wire.Types;

/// <summary>Writes a value of a row, or of an output parameter ([MS-TDS] 2.2.5.5).</summary>
internal static class ValueWriter
{
    private const ushort NullLength = 0xFFFF;
    private const ulong NullPieces = ulong.MaxValue;

    public static void Write(PayloadWriter writer, WireType type, object? value)
    {
        if (type.IsText || type.IsBytes)
        {
            Long(writer, type, value is null ? null : Bytes(type, value));
            return;
        }
        writer.ShortBytes(value is null ? [] : Short(type, value));
    }

    private static byte[] Bytes(WireType type, object value) => type.Token switch
    {
        TypeToken.NVarChar or TypeToken.NChar => Encoding.Unicode.GetBytes((string)value),
        TypeToken.VarChar or TypeToken.Char => Encoding.Latin1.GetBytes((string)value),
        _ => (byte[])value,
    };

    private static void Long(PayloadWriter writer, WireType type, byte[]? value)
    {
        if (type.Length == WireType.Unlimited)
        {
            Pieces(writer, value);
            return;
        }
        // A value too long for an output parameter is cut off, as an assignment to a variable cuts it.
        var length = Math.Min(value?.Length ?? 0, type.Length);
        writer.UInt16(value is null ? NullLength : length);
        writer.Bytes(value.AsSpan(0, length));
    }

    private static void Pieces(PayloadWriter writer, byte[]? value)
    {
        writer.UInt64(value is null ? NullPieces : (ulong)value.Length);
        if (value is null)
        {
            return;
        }
        if (value.Length > 0)
        {
            writer.Int32(value.Length);
            writer.Bytes(value);
        }
        writer.Int32(0);
    }

    private static byte[] Short(WireType type, object value) => type.Token switch
    {
        TypeToken.Int => Number(Convert.ToInt64(value, CultureInfo.InvariantCulture), type.Length),
        TypeToken.Bit => [Convert.ToBoolean(value, CultureInfo.InvariantCulture) ? (byte)1 : (byte)0],
        TypeToken.Guid => ((Guid)value).ToByteArray(),
        TypeToken.Float => Float(Convert.ToDouble(value, CultureInfo.InvariantCulture), type.Length),
        TypeToken.Decimal or TypeToken.Numeric => Decimal(Convert.ToDecimal(value, CultureInfo.InvariantCulture), type),
        TypeToken.DateTime => DateTime((DateTime)value),
        TypeToken.Date => Number(((DateTime)value).Ticks / TimeSpan.TicksPerDay, 3),
        _ => DateTime2((DateTime)value, type.Scale),
    };

    private static byte[] Number(long value, int length)
    {
        var whole = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(whole, value);
        return whole[..length];
    }

    private static byte[] Float(double value, int length) => length == 4
        ? BitConverter.GetBytes((float)value)
        : BitConverter.GetBytes(value);

    // A sign, and the digits as one number that the scale puts the point into.
    private static byte[] Decimal(decimal value, WireType type)
    {
        var bits = decimal.GetBits(Math.Round(value, Math.Min((int)type.Scale, 28)));
        var digits = (new BigInteger((uint)bits[2]) << 64) | (new BigInteger((uint)bits[1]) << 32) | new BigInteger((uint)bits[0]);
        digits *= BigInteger.Pow(10, type.Scale - ((bits[3] >> 16) & 0xFF));
        var wire = new byte[type.Length];
        wire[0] = value < 0 ? (byte)0 : (byte)1;
        digits.ToByteArray(isUnsigned: true).CopyTo(wire, 1);
        return wire;
    }

    // Days since 1900 and three hundredths of a second; the last of them rounds up into the next day.
    private static byte[] DateTime(DateTime value)
    {
        const long UnitsPerDay = 24 * 60 * 60 * 300;
        var units = ((value.TimeOfDay.Ticks * 3) + 50_000) / 100_000;
        var days = (value.Date - new DateTime(1900, 1, 1)).Days + (units / UnitsPerDay);
        return [.. Number(days, 4), .. Number(units % UnitsPerDay, 4)];
    }

    private static byte[] DateTime2(DateTime value, byte scale)
    {
        var length = scale switch { <= 2 => 3, <= 4 => 4, _ => 5 };
        var units = value.TimeOfDay.Ticks / (long)Math.Pow(10, 7 - scale);
        return [.. Number(units, length), .. Number(value.Ticks / TimeSpan.TicksPerDay, 3)];
    }
}
