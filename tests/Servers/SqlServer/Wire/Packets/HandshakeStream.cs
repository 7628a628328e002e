using System.Buffers.Binary;
using RotationPS.Servers.SqlServer.Wire.Login;

namespace RotationPS.Servers.SqlServer.Wire.Packets;

/// <summary>
/// Carries TLS: during the handshake in PRELOGIN packets, afterwards as it is ([MS-TDS] 3.2.5.2: the encrypted packets are not wrapped again).
/// </summary>
/// <param name="inner">The network.</param>
internal sealed class HandshakeStream(Stream inner) : Stream
{
    private bool _isHandshake = true;
    private int _left;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void EndHandshake() => _isHandshake = false;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isHandshake || buffer.IsEmpty)
        {
            return await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        while (_left == 0)
        {
            var header = new byte[TdsChannel.HeaderLength];
            if (await inner.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < header.Length)
            {
                return 0;
            }
            _left = BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)) - header.Length;
        }
        var read = await inner.ReadAsync(buffer[..Math.Min(_left, buffer.Length)], cancellationToken).ConfigureAwait(false);
        _left -= read;
        return read;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_isHandshake && !buffer.IsEmpty)
        {
            var part = buffer[..Math.Min(TdsChannel.DefaultPacketSize - TdsChannel.HeaderLength, buffer.Length)];
            buffer = buffer[part.Length..];
            await inner.WriteAsync(TdsChannel.Packet(MessageType.PreLogin, part.Span, buffer.IsEmpty, 0, 0), cancellationToken).ConfigureAwait(false);
        }
        await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
