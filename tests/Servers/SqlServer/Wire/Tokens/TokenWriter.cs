using System.Text;
using RotationPS.Servers.SqlServer.Wire.Login;
using RotationPS.Servers.SqlServer.Wire.Packets;
using RotationPS.Servers.SqlServer.Wire.Types;

namespace RotationPS.Servers.SqlServer.Wire.Tokens;

/// <summary>Writes the tokens of the server's messages ([MS-TDS] 2.2.7).</summary>
internal sealed class TokenWriter
{
    /// <summary>The command of a DONE token after which a row count is of rows read, not of rows changed.</summary>
    public const ushort Select = 0xC1;

    /// <summary>The severity from which a message is an error.</summary>
    public const byte FirstErrorClass = 11;

    /// <summary>The notice that the database in use is another one.</summary>
    public const int DatabaseChangedNumber = 5701;

    private const byte ReturnStatusToken = 0x79;
    private const byte ColumnsToken = 0x81;
    private const byte ErrorToken = 0xAA;
    private const byte InfoToken = 0xAB;
    private const byte ReturnValueToken = 0xAC;
    private const byte LoginAckToken = 0xAD;
    private const byte FeatureAckToken = 0xAE;
    private const byte RowToken = 0xD1;
    private const byte EnvironmentToken = 0xE3;
    private const byte Utf8Support = 10;

    // A token has 65,535 bytes at most; the server itself ends a text at 2,047 characters.
    private const int LongestMessage = 2047;

    private readonly PayloadWriter _payload = new();

    public ReadOnlyMemory<byte> Written => _payload.Written;

    public void Environment(EnvironmentChange change, string now, string before)
    {
        var value = new PayloadWriter();
        value.ShortText(now);
        value.ShortText(before);
        Environment(change, value);
    }

    public void Environment(EnvironmentChange change, ReadOnlySpan<byte> now, ReadOnlySpan<byte> before)
    {
        var value = new PayloadWriter();
        value.ShortBytes(now);
        value.ShortBytes(before);
        Environment(change, value);
    }

    public void DatabaseChanged(string now, string before, bool tells = true)
    {
        Environment(EnvironmentChange.Database, now, before);
        if (tells)
        {
            Message(new SqlError(DatabaseChangedNumber, 0, 2, $"Changed database context to '{now}'."));
        }
    }

    public void Message(SqlError message)
    {
        var text = message.Message.Length > LongestMessage ? message.Message[..LongestMessage] : message.Message;
        var data = new PayloadWriter();
        data.Int32(message.Number);
        data.Byte(message.State);
        data.Byte(message.Class);
        data.LongText(text);
        data.ShortText("localhost");
        data.ShortText("");
        data.Int32(message.Line);
        WithLength(message.Class >= FirstErrorClass ? ErrorToken : InfoToken, data);
    }

    public void LoginAcknowledged()
    {
        var data = new PayloadWriter();
        data.Byte(1);
        data.Bytes(ServerVersion.Protocol);
        data.ShortText(ServerVersion.Name);
        data.Bytes(ServerVersion.Bytes);
        WithLength(LoginAckToken, data);
    }

    /// <summary>Of the features a client asks for the endpoint has one: texts in UTF-8.</summary>
    public void FeaturesAcknowledged(IReadOnlyList<byte> asked)
    {
        if (!asked.Contains(Utf8Support))
        {
            return;
        }
        _payload.Bytes([FeatureAckToken, Utf8Support, 1, 0, 0, 0, 1, 0xFF]);
    }

    public void Done(DoneToken token, DoneStatus status, ushort command = 0, long rows = 0)
    {
        _payload.Byte((byte)token);
        _payload.UInt16((ushort)status);
        _payload.UInt16(command);
        _payload.UInt64((ulong)rows);
    }

    public void ReturnStatus(int status)
    {
        _payload.Byte(ReturnStatusToken);
        _payload.Int32(status);
    }

    public void ReturnValue(int ordinal, string name, WireType type, object? value)
    {
        _payload.Byte(ReturnValueToken);
        _payload.UInt16(ordinal);
        _payload.ShortText(name);
        _payload.Byte(1);
        _payload.Int32(0);
        _payload.UInt16(0);
        type.Write(_payload);
        ValueWriter.Write(_payload, type, value);
    }

    public void Columns(IReadOnlyList<SqlColumn> columns, IReadOnlyList<WireType> types)
    {
        const ushort Nullable = 1;
        _payload.Byte(ColumnsToken);
        _payload.UInt16(columns.Count);
        foreach (var (column, type) in columns.Zip(types))
        {
            _payload.Int32(0);
            _payload.UInt16(Nullable);
            type.Write(_payload);
            _payload.ShortText(column.Name);
        }
    }

    public void Row(IReadOnlyList<object?> values, IReadOnlyList<WireType> types)
    {
        _payload.Byte(RowToken);
        foreach (var (value, type) in values.Zip(types))
        {
            ValueWriter.Write(_payload, type, value);
        }
    }

    private void Environment(EnvironmentChange change, PayloadWriter value)
    {
        var data = new PayloadWriter();
        data.Byte((byte)change);
        data.Bytes(value.Written.Span);
        WithLength(EnvironmentToken, data);
    }

    private void WithLength(byte token, PayloadWriter data)
    {
        _payload.Byte(token);
        _payload.UInt16(data.Written.Length);
        _payload.Bytes(data.Written.Span);
    }
}
