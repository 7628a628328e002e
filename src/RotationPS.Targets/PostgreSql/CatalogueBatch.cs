using Npgsql;

namespace RotationPS.Targets.PostgreSql;

/// <summary>Several questions to the catalogue about the same roles, in one round trip.</summary>
internal static class CatalogueBatch
{
    /// <param name="connection">The session.</param>
    /// <param name="roles">The names that the questions call $1, $2 and so on.</param>
    /// <param name="queries">The questions.</param>
    public static NpgsqlBatch Of(NpgsqlConnection connection, IReadOnlyList<string> roles, IEnumerable<string> queries)
    {
        var batch = new NpgsqlBatch(connection);
        foreach (var query in queries)
        {
            var command = new NpgsqlBatchCommand(query);
            command.Parameters.AddRange(roles.Select(role => new NpgsqlParameter<string> { TypedValue = role }).ToArray());
            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    /// <summary>Reads the rows of one answer and goes on to the next.</summary>
    public static async Task<List<T>> RowsAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(row(reader));
        }

        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return rows;
    }

    /// <summary>The text in a column; null where there is none.</summary>
    public static string? TextOrNull(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
