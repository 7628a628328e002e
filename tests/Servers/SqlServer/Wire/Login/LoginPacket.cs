using System.Buffers.Binary;
using System.Text;

namespace RotationPS.Servers.SqlServer.Wire.Login;

/// <summary>The LOGIN7 message ([MS-TDS] 2.2.6.4). Everything that is not a name and a password is passed over.</summary>
internal sealed class LoginPacket(byte[] payload)
{
    private const int PacketSizeAt = 8;
    private const int OptionFlags3At = 27;
    private const int UserNameAt = 40;
    private const int PasswordAt = 44;
    private const int ApplicationAt = 48;
    private const int ExtensionAt = 56;
    private const int DatabaseAt = 68;
    private const int NewPasswordAt = 86;
    private const byte ChangesPassword = 1;
    private const byte HasExtension = 16;
    private const byte EndOfFeatures = 0xFF;

    /// <summary>The packet size asked for, in bytes; 0 for the server's own.</summary>
    public int PacketSize => BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(PacketSizeAt));

    /// <summary>The ids of the features that the client asks for.</summary>
    public IReadOnlyList<byte> Features { get; } = ReadFeatures(payload);

    public SqlLoginRequest Request(bool isEncrypted) => new(
        Text(UserNameAt),
        Clear(PasswordAt),
        (payload[OptionFlags3At] & ChangesPassword) != 0 ? Clear(NewPasswordAt) : null,
        NullIfEmpty(Text(DatabaseAt)),
        NullIfEmpty(Text(ApplicationAt)),
        isEncrypted);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static List<byte> ReadFeatures(byte[] payload)
    {
        var features = new List<byte>();
        if ((payload[OptionFlags3At] & HasExtension) == 0)
        {
            return features;
        }
        var extension = BinaryPrimitives.ReadUInt16LittleEndian(payload.AsSpan(ExtensionAt));
        var at = BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(extension));
        while (payload[at] != EndOfFeatures)
        {
            features.Add(payload[at]);
            at += 5 + BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(at + 1));
        }
        return features;
    }

    private string Text(int field) => Encoding.Unicode.GetString(Field(field));

    // A password's bytes have their halves exchanged and are then combined with A5 ([MS-TDS] 2.2.6.4).
    private string Clear(int field)
    {
        var bytes = Field(field).ToArray();
        for (var i = 0; i < bytes.Length; i++)
        {
            var mixed = (byte)(bytes[i] ^ 0xA5);
            bytes[i] = (byte)((mixed << 4) | (mixed >> 4));
        }
        return Encoding.Unicode.GetString(bytes);
    }

    private ReadOnlySpan<byte> Field(int field) => payload.AsSpan(
        BinaryPrimitives.ReadUInt16LittleEndian(payload.AsSpan(field)),
        BinaryPrimitives.ReadUInt16LittleEndian(payload.AsSpan(field + 2)) * 2);
}
