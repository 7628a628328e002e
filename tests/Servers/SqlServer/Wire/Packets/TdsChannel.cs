using System.Buffers.Binary;

namespace RotationPS.Servers.SqlServer.Wire.Packets;

/// <summary>Cuts messages into packets and puts packets together ([MS-TDS] 2.2.3).</summary>
/// <param name="stream">The connection, encrypted or not.</param>
/// <param name="connection">The connection's number, which the server's packets carry.</param>
internal sealed class TdsChannel(Stream stream, int connection)
{
    public const int HeaderLength = 8;
    public const int DefaultPacketSize = 4096;
    private byte _packet;

    /// <summary>The size of a packet with its header, in bytes; the login settles it.</summary>
    public int PacketSize { get; set; } = DefaultPacketSize;

    /// <summary>Reads a message; null where the client hung up between two.</summary>
    public async Task<TdsMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        var header = new byte[HeaderLength];
        var status = PacketStatus.None;
        using var payload = new MemoryStream();
        while (!status.HasFlag(PacketStatus.EndOfMessage))
        {
            var read = await stream.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: payload.Length > 0, cancellationToken).ConfigureAwait(false);
            if (read < HeaderLength)
            {
                return null;
            }
            status |= (PacketStatus)header[1];
            var data = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)) - HeaderLength];
            await stream.ReadExactlyAsync(data, cancellationToken).ConfigureAwait(false);
            payload.Write(data);
        }
        return new TdsMessage((MessageType)header[0], status, payload.ToArray());
    }

    /// <summary>Sends a message of the server.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var room = PacketSize - HeaderLength;
        do
        {
            var part = payload[..Math.Min(room, payload.Length)];
            payload = payload[part.Length..];
            await stream.WriteAsync(Packet(MessageType.TabularResult, part.Span, payload.IsEmpty, connection, ++_packet), cancellationToken).ConfigureAwait(false);
        }
        while (!payload.IsEmpty);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public static byte[] Packet(MessageType type, ReadOnlySpan<byte> data, bool isLast, int connection, byte number)
    {
        var packet = new byte[HeaderLength + data.Length];
        packet[0] = (byte)type;
        packet[1] = (byte)(isLast ? PacketStatus.EndOfMessage : PacketStatus.None);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)connection);
        packet[6] = number;
        data.CopyTo(packet.AsSpan(HeaderLength));
        return packet;
    }
}
