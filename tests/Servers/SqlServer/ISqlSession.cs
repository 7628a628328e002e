namespace RotationPS.Servers.SqlServer;

/// <summary>One logged-in connection.</summary>
public interface ISqlSession : IDisposable
{
    /// <summary>The database in use; USE changes it, and the wire tells the client.</summary>
    string Database { get; }

    /// <summary>Cancelled when the server ends the connection, as KILL does.</summary>
    CancellationToken Ended { get; }

    /// <summary>Runs a batch.</summary>
    /// <param name="batch">The T-SQL text.</param>
    /// <param name="arguments">The parameters it was sent with (sp_executesql), or none.</param>
    /// <param name="cancellationToken">The client's attention signal, or the end of the connection.</param>
    Task<SqlAnswer> ExecuteAsync(string batch, IReadOnlyList<SqlArgument> arguments, CancellationToken cancellationToken);
}
