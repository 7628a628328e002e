using System.Data;
using Microsoft.Data.SqlClient;
using RotationPS.Engine.Accounts;
using RotationPS.Targets.SqlServer.Reading;

namespace RotationPS.Targets.SqlServer;

/// <summary>
/// The connection of a session, and on Azure one more for each other database that is worked on: there a connection stays
/// in the database it was opened for.
/// </summary>
internal sealed class SqlServerConnections(Login login, SqlConnectionEncryptOption encryption, SqlConnection main, SqlServerLimits limits) : IAsyncDisposable
{
    public const string Master = "master";

    private readonly Dictionary<string, SqlConnection> _others = new(StringComparer.OrdinalIgnoreCase);

    public Login Login => login;

    public SqlServerLimits Limits => limits;

    public SqlConnectionEncryptOption Encryption => encryption;

    public ServerKind Kind { get; set; }

    /// <summary>The session's database.</summary>
    public string Database { get; set; } = main.Database;

    /// <summary>Whether the session's connection still stands.</summary>
    public bool IsOpen => main.State is ConnectionState.Open;

    /// <summary>Runs queries in one round trip, in a database, and gives the rows of each.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<Row>>> QueryAsync(
        string database, IEnumerable<string> queries, IReadOnlyList<SqlParameter> parameters, CancellationToken cancellationToken, int? timeout = null)
    {
        await using var command = await CommandAsync(database, queries, cancellationToken).ConfigureAwait(false);
        command.Parameters.AddRange([.. parameters]);
        command.CommandTimeout = timeout ?? command.CommandTimeout;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var results = new List<IReadOnlyList<Row>>();
        do
        {
            if (reader.FieldCount == 0)
            {
                continue;
            }

            var rows = new List<Row>();
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var values = new object[reader.FieldCount];
                reader.GetValues(values);
                rows.Add(new Row(values));
            }

            results.Add(rows);
        }
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false));
        return results;
    }

    /// <summary>Runs statements in one round trip, in a database.</summary>
    public async Task ExecuteAsync(string database, IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        await using var command = await CommandAsync(database, statements, cancellationToken).ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes back what an open transaction has done, if the server has not done so already.</summary>
    public async Task RollBackAsync()
    {
        if (IsOpen)
        {
            await ExecuteAsync(Database, ["IF @@TRANCOUNT > 0 ROLLBACK TRAN"], CancellationToken.None).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _others.Values)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        await main.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<SqlCommand> CommandAsync(string database, IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        if (Kind.IsAzure && !string.Equals(database, Database, StringComparison.OrdinalIgnoreCase))
        {
            return new SqlCommand(SqlServerText.Batch(statements), await OtherAsync(database, cancellationToken).ConfigureAwait(false));
        }

        string[] place = Kind.IsAzure ? [] : [$"USE {SqlServerText.Identifier(database)}"];
        return new SqlCommand(SqlServerText.Batch([.. place, .. statements]), main);
    }

    private async Task<SqlConnection> OtherAsync(string database, CancellationToken cancellationToken)
    {
        if (!_others.TryGetValue(database, out var connection))
        {
            connection = SqlServerConnector.ConnectionFor(login, database, encryption, limits);
            _others.Add(database, connection);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        }

        return connection;
    }
}
