using RotationPS.Servers.SqlServer.Wire.Requests;
using RotationPS.Servers.SqlServer.Wire.Types;

namespace RotationPS.Servers.SqlServer.Wire.Tokens;

/// <summary>An answer as it goes out.</summary>
internal sealed class ServerAnswer
{
    // Severity 20 and above ends the connection: https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-error-severities
    private const byte FirstFatalClass = 20;

    public TokenWriter Tokens { get; } = new();

    public bool EndsConnection { get; private set; }

    /// <summary>Writes what a batch gave: its result sets, its messages, and how it ended.</summary>
    public void Batch(SqlAnswer answer)
    {
        var failed = IsFailure(answer);
        for (var i = 0; i < answer.Results.Count; i++)
        {
            var isLast = i == answer.Results.Count - 1 && answer.Messages.Count == 0;
            Result(answer.Results[i], DoneToken.Done, isLast ? DoneStatus.Final : DoneStatus.More);
        }
        Messages(answer);
        if (answer.Results.Count == 0 || answer.Messages.Count > 0)
        {
            Tokens.Done(DoneToken.Done, failed ? DoneStatus.Error : DoneStatus.Final);
        }
    }

    /// <summary>Writes what a procedure gave: result sets, messages, its status, its output parameters, and how it ended.</summary>
    public void Procedure(SqlAnswer answer, ProcedureCall call, bool isLast)
    {
        foreach (var result in answer.Results)
        {
            Result(result, DoneToken.DoneInProcedure, DoneStatus.More);
        }
        Messages(answer);
        Tokens.ReturnStatus(call.Status(answer));
        foreach (var (parameter, index) in call.Parameters.Select((parameter, index) => (parameter, index)).Where(item => item.parameter.IsOutput))
        {
            Tokens.ReturnValue(index, parameter.Name, parameter.Type, answer.Outputs.GetValueOrDefault(parameter.Name, parameter.Value));
        }
        var status = (isLast ? DoneStatus.Final : DoneStatus.More) | (IsFailure(answer) ? DoneStatus.Error : DoneStatus.Final);
        Tokens.Done(DoneToken.DoneProcedure, status);
    }

    private static bool IsFailure(SqlAnswer answer) => answer.Messages.Any(message => message.Class >= TokenWriter.FirstErrorClass);

    private void Messages(SqlAnswer answer)
    {
        foreach (var message in answer.Messages)
        {
            Tokens.Message(message);
        }
        EndsConnection |= answer.Messages.Any(message => message.Class >= FirstFatalClass);
    }

    private void Result(SqlResultSet result, DoneToken done, DoneStatus status)
    {
        var types = result.Columns.Select((column, index) => WireType.Of(column.Type, result.Rows.Select(row => row[index]))).ToArray();
        Tokens.Columns(result.Columns, types);
        foreach (var row in result.Rows)
        {
            Tokens.Row(row, types);
        }
        Tokens.Done(done, DoneStatus.Count | status, TokenWriter.Select, result.Rows.Count);
    }
}
