using System.Buffers.Binary;
using RotationPS.Servers.SqlServer.Wire.Packets;

namespace RotationPS.Servers.SqlServer.Wire.Login;

/// <summary>The first message of either side: versions, and whether to encrypt ([MS-TDS] 2.2.6.5).</summary>
internal static class PreLogin
{
    private const byte Version = 0;
    private const byte Encryption = 1;
    private const byte Instance = 2;
    private const byte Mars = 4;
    private const byte Terminator = 0xFF;

    /// <summary>What the client says of encryption.</summary>
    public static WireEncryption Read(byte[] payload)
    {
        for (var entry = 0; payload[entry] != Terminator; entry += 5)
        {
            if (payload[entry] == Encryption)
            {
                return (WireEncryption)payload[BinaryPrimitives.ReadUInt16BigEndian(payload.AsSpan(entry + 1))];
            }
        }
        return WireEncryption.NotSupported;
    }

    /// <summary>What the server makes of it.</summary>
    public static WireEncryption Decide(TdsEncryption server, WireEncryption client) => server switch
    {
        TdsEncryption.NotSupported => WireEncryption.NotSupported,
        TdsEncryption.Required => WireEncryption.Required,
        _ => client is WireEncryption.Required ? WireEncryption.On : client,
    };

    public static ReadOnlyMemory<byte> Answer(WireEncryption encryption)
    {
        (byte Option, byte[] Data)[] options =
        [
            (Version, [.. ServerVersion.Bytes, 0, 0]),
            (Encryption, [(byte)encryption]),
            (Instance, [0]),
            (Mars, [0]),
        ];
        var writer = new PayloadWriter();
        var offset = (options.Length * 5) + 1;
        foreach (var (option, data) in options)
        {
            writer.Bytes([option, (byte)(offset >> 8), (byte)offset, 0, (byte)data.Length]);
            offset += data.Length;
        }
        writer.Byte(Terminator);
        Array.ForEach(options, option => writer.Bytes(option.Data));
        return writer.Written;
    }
}
