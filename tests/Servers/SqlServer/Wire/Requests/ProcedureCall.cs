using RotationPS.Servers.SqlServer.Wire.Packets;
using RotationPS.Servers.SqlServer.Wire.Tokens;

namespace RotationPS.Servers.SqlServer.Wire.Requests;

/// <summary>
/// A remote procedure call ([MS-TDS] 2.2.6.6), as a batch with arguments: of sp_executesql the text it was given, of others EXEC.
/// </summary>
/// <param name="Batch">The batch.</param>
/// <param name="Parameters">All parameters as sent.</param>
/// <param name="Skipped">How many of them at the front are not for the batch: the text, and the declaration of the others.</param>
internal sealed record ProcedureCall(string Batch, IReadOnlyList<ProcedureParameter> Parameters, int Skipped)
{
    private const ushort ByNumber = 0xFFFF;
    private const ushort ExecuteSqlNumber = 10;
    private const string ExecuteSql = "sp_executesql";
    private const string ReturnValue = "@RETURN_VALUE";
    private const byte NextCall = 0xFF;
    private const byte NextCallNotRun = 0xFE;

    public IReadOnlyList<SqlArgument> Arguments { get; } =
        [.. Parameters.Skip(Skipped).Where(parameter => !parameter.IsDefault).Select(parameter => new SqlArgument(parameter.Name, parameter.Value, parameter.IsOutput))];

    public static ProcedureCall Read(PayloadReader reader)
    {
        var name = ReadName(reader);
        reader.UInt16();
        var parameters = new List<ProcedureParameter>();
        while (!reader.IsAtEnd && !reader.Takes(NextCall) && !reader.Takes(NextCallNotRun))
        {
            parameters.Add(ProcedureParameter.Read(reader));
        }
        return name.Equals(ExecuteSql, StringComparison.OrdinalIgnoreCase)
            ? new((string)parameters[0].Value!, parameters, Math.Min(2, parameters.Count))
            : new($"EXEC {name} {string.Join(", ", parameters.Select(parameter => parameter.InExec()))}".TrimEnd(), parameters, 0);
    }

    /// <summary>The status the procedure returned: 0, or the number of the first error, where it says nothing of it.</summary>
    public int Status(SqlAnswer answer) => answer.Outputs.TryGetValue(ReturnValue, out var status) && status is int number
        ? number
        : answer.Messages.FirstOrDefault(message => message.Class >= TokenWriter.FirstErrorClass)?.Number ?? 0;

    private static string ReadName(PayloadReader reader)
    {
        if (reader.UInt16() is var length and not ByNumber)
        {
            return reader.Text(length);
        }
        var number = reader.UInt16();
        return number == ExecuteSqlNumber
            ? ExecuteSql
            : throw new NotSupportedException($"The endpoint has no system procedure of the number {number}.");
    }
}
