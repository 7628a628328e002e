using RotationPS.Servers.SqlServer.Wire.Packets;
using RotationPS.Servers.SqlServer.Wire.Tokens;

namespace RotationPS.Servers.SqlServer.Wire.Requests;

/// <summary>A request of the client's transaction object ([MS-TDS] 2.2.6.9), as the batch that does the same.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Change">What the client has to be told where it succeeds.</param>
internal sealed record TransactionRequest(string Batch, EnvironmentChange? Change)
{
    private const ushort Begin = 5;
    private const ushort Commit = 7;
    private const ushort Rollback = 8;
    private const ushort Save = 9;

    public static TransactionRequest Read(PayloadReader reader) => reader.UInt16() switch
    {
        Begin => ReadBegin(reader),
        Commit => new("COMMIT TRANSACTION", EnvironmentChange.TransactionCommitted),
        Rollback => ReadRollback(reader),
        Save => new($"SAVE TRANSACTION {Name(reader)}", null),
        var other => throw new NotSupportedException($"The endpoint has no transaction request {other}."),
    };

    // The isolation level is left aside: the statements this is for run alone.
    private static TransactionRequest ReadBegin(PayloadReader reader)
    {
        reader.Byte();
        return new("BEGIN TRANSACTION", EnvironmentChange.TransactionBegun);
    }

    // With a name it goes back to a savepoint, and the transaction goes on.
    private static TransactionRequest ReadRollback(PayloadReader reader) => Name(reader) is { Length: > 0 } name
        ? new($"ROLLBACK TRANSACTION {name}", null)
        : new("ROLLBACK TRANSACTION", EnvironmentChange.TransactionRolledBack);

    private static string Name(PayloadReader reader) => reader.Byte() is var length and > 0
        ? $"[{reader.Text(length / 2).Replace("]", "]]", StringComparison.Ordinal)}]"
        : "";
}
