using Microsoft.Data.Sqlite;

namespace RotationPS.Stores.Vault;

/// <summary>
/// The commands of a vault's one connection, each kept for the next time: SQLite parses a statement once, and to parse one
/// takes longer than to run it. Only one runs at a time.
/// </summary>
internal sealed class VaultCommands(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    /// <summary>The command of a statement, with its parameters.</summary>
    public SqliteCommand For(SqliteTransaction transaction, string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            _commands.Add(sql, command);
        }

        command.Transaction = transaction;
        command.Parameters.Clear();
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }
    }
}
