using RotationPS.Servers.SqlServer.Wire.Packets;
using RotationPS.Servers.SqlServer.Wire.Types;

namespace RotationPS.Servers.SqlServer.Wire.Requests;

/// <summary>A parameter of a remote procedure call.</summary>
internal sealed record ProcedureParameter(string Name, WireType Type, object? Value, bool IsOutput, bool IsDefault)
{
    private const byte Output = 1;
    private const byte Default = 2;

    public static ProcedureParameter Read(PayloadReader reader)
    {
        var name = reader.Text(reader.Byte());
        var flags = reader.Byte();
        var type = WireType.Read(reader);
        return new(name, type, ValueReader.Read(reader, type), (flags & Output) != 0, (flags & Default) != 0);
    }

    /// <summary>The parameter in an EXEC statement that has arguments of the same names.</summary>
    public string InExec() => $"{Name} = {(IsDefault ? "DEFAULT" : Name)}{(IsOutput ? " OUTPUT" : "")}";
}
