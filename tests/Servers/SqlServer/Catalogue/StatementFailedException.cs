namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>A statement fails with an error of the server.</summary>
/// <param name="error">The error.</param>
/// <param name="endsBatch">Whether nothing more of the batch is run, even without XACT_ABORT.</param>
internal sealed class StatementFailedException(SqlError error, bool endsBatch = false) : Exception(error.Message)
{
    public SqlError Error { get; } = error;

    public bool EndsBatch { get; } = endsBatch;
}
