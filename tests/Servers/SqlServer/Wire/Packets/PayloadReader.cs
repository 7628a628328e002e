using System.Buffers.Binary;
using System.Text;

namespace RotationPS.Servers.SqlServer.Wire.Packets;

/// <summary>Reads the little-endian values of a message one after the other.</summary>
internal sealed class PayloadReader(byte[] payload)
{
    private int _position;

    public bool IsAtEnd => _position >= payload.Length;

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > payload.Length - _position)
        {
            throw new InvalidDataException($"The message ends after {payload.Length} bytes, but {count} more are said to come after {_position}.");
        }
        _position += count;
        return payload.AsSpan(_position - count, count);
    }

    public byte Byte() => Bytes(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    public string Text(int characters) => Encoding.Unicode.GetString(Bytes(characters * 2));

    public string Rest() => Encoding.Unicode.GetString(Bytes(payload.Length - _position));

    /// <summary>Passes over ALL_HEADERS ([MS-TDS] 2.2.5.3): notifications and the transaction, of which a connection without MARS has one.</summary>
    public void SkipHeaders() => Bytes(Int32() - 4);

    /// <summary>Whether the next byte is this one; it is taken if so.</summary>
    public bool Takes(byte expected)
    {
        var isNext = !IsAtEnd && payload[_position] == expected;
        _position += isNext ? 1 : 0;
        return isNext;
    }
}
