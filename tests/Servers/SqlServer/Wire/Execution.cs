using RotationPS.Servers.SqlServer.Wire.Packets;
using RotationPS.Servers.SqlServer.Wire.Requests;
using RotationPS.Servers.SqlServer.Wire.Tokens;

namespace RotationPS.Servers.SqlServer.Wire;

/// <summary>Takes a client's messages apart and has the session do them.</summary>
internal sealed class Execution(ISqlSession session, WireSettings settings)
{
    private readonly string _firstDatabase = session.Database;
    private byte[] _transaction = [];
    private long _transactions;

    /// <summary>Does what a message asks for.</summary>
    /// <returns>The answer; one without tokens where it was stopped.</returns>
    public async Task<ServerAnswer> RunAsync(TdsMessage message, CancellationToken stop)
    {
        var answer = new ServerAnswer();
        try
        {
            await ResetAsync(message.Status, answer, stop).ConfigureAwait(false);
            await RunAsync(message, answer, stop).ConfigureAwait(false);
            return answer;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested || session.Ended.IsCancellationRequested)
        {
            return new ServerAnswer();
        }
        catch (Exception failure)
        {
            var failed = new ServerAnswer();
            failed.Batch(new SqlAnswer([], [settings.Fail(failure)], new Dictionary<string, object?>()));
            return failed;
        }
    }

    private Task RunAsync(TdsMessage message, ServerAnswer answer, CancellationToken stop)
    {
        if (message.Type is MessageType.Attention)
        {
            answer.Tokens.Done(DoneToken.Done, DoneStatus.Attention);
            return Task.CompletedTask;
        }
        if (message.Status.HasFlag(PacketStatus.Ignore))
        {
            answer.Tokens.Done(DoneToken.Done, DoneStatus.Error);
            return Task.CompletedTask;
        }
        var reader = new PayloadReader(message.Payload);
        reader.SkipHeaders();
        return message.Type switch
        {
            MessageType.SqlBatch => BatchAsync(reader.Rest(), answer, stop),
            MessageType.Rpc => ProceduresAsync(reader, answer, stop),
            MessageType.TransactionManager => TransactionAsync(TransactionRequest.Read(reader), answer, stop),
            _ => throw new NotSupportedException($"The endpoint has no answer to a message of type {(byte)message.Type}."),
        };
    }

    private async Task BatchAsync(string batch, ServerAnswer answer, CancellationToken stop) =>
        answer.Batch(await ExecuteAsync(batch, [], answer, stop).ConfigureAwait(false));

    private async Task ProceduresAsync(PayloadReader reader, ServerAnswer answer, CancellationToken stop)
    {
        while (!reader.IsAtEnd)
        {
            var call = ProcedureCall.Read(reader);
            var given = await ExecuteAsync(call.Batch, call.Arguments, answer, stop).ConfigureAwait(false);
            answer.Procedure(given, call, isLast: reader.IsAtEnd);
        }
    }

    private async Task TransactionAsync(TransactionRequest request, ServerAnswer answer, CancellationToken stop)
    {
        var given = await ExecuteAsync(request.Batch, [], answer, stop).ConfigureAwait(false);
        if (request.Change is { } change && !given.Messages.Any(message => message.Class >= TokenWriter.FirstErrorClass))
        {
            var before = _transaction;
            _transaction = change is EnvironmentChange.TransactionBegun ? BitConverter.GetBytes(++_transactions) : [];
            answer.Tokens.Environment(change, _transaction, change is EnvironmentChange.TransactionBegun ? [] : before);
        }
        answer.Batch(given);
    }

    private async Task<SqlAnswer> ExecuteAsync(string batch, IReadOnlyList<SqlArgument> arguments, ServerAnswer answer, CancellationToken stop)
    {
        var before = session.Database;
        var given = await session.ExecuteAsync(batch, arguments, stop).ConfigureAwait(false);
        if (session.Database != before)
        {
            answer.Tokens.DatabaseChanged(session.Database, before, tells: given.Messages.All(message => message.Number != TokenWriter.DatabaseChangedNumber));
        }
        return given;
    }

    // A pool asks, with its next request, for a session as it was after the login.
    private async Task ResetAsync(PacketStatus status, ServerAnswer answer, CancellationToken stop)
    {
        if ((status & (PacketStatus.ResetConnection | PacketStatus.ResetConnectionKeepTransaction)) == 0)
        {
            return;
        }
        if (_transaction.Length > 0 && status.HasFlag(PacketStatus.ResetConnection))
        {
            _transaction = [];
            await session.ExecuteAsync("ROLLBACK TRANSACTION", [], stop).ConfigureAwait(false);
        }
        if (session.Database != _firstDatabase)
        {
            await ExecuteAsync($"USE [{_firstDatabase.Replace("]", "]]", StringComparison.Ordinal)}]", [], answer, stop).ConfigureAwait(false);
        }
        answer.Tokens.Environment(EnvironmentChange.ConnectionReset, [], []);
    }
}
