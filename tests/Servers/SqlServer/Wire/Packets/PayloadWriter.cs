using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace RotationPS.Servers.SqlServer.Wire.Packets;

/// <summary>Writes the little-endian values of a message one after the other.</summary>
internal sealed class PayloadWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(512);

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public void Byte(byte value) => Bytes([value]);

    public void Bytes(ReadOnlySpan<byte> value) => _buffer.Write(value);

    public void UInt16(int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.GetSpan(2), checked((ushort)value));
        _buffer.Advance(2);
    }

    public void Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
    }

    /// <summary>A text with its length in characters in one byte (B_VARCHAR).</summary>
    public void ShortText(string text)
    {
        Byte(checked((byte)text.Length));
        Bytes(Encoding.Unicode.GetBytes(text));
    }

    /// <summary>A text with its length in characters in two bytes (US_VARCHAR).</summary>
    public void LongText(string text)
    {
        UInt16(text.Length);
        Bytes(Encoding.Unicode.GetBytes(text));
    }

    /// <summary>Bytes with their count in one byte (B_VARBYTE).</summary>
    public void ShortBytes(ReadOnlySpan<byte> value)
    {
        Byte(checked((byte)value.Length));
        Bytes(value);
    }
}
