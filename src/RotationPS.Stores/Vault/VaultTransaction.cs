using Microsoft.Data.Sqlite;

namespace RotationPS.Stores.Vault;

/// <summary>One transaction on the vault's database; what was not committed is undone on dispose.</summary>
/// <param name="commands">The commands of the connection.</param>
/// <param name="transaction">The transaction.</param>
internal sealed class VaultTransaction(VaultCommands commands, SqliteTransaction transaction) : IDisposable
{
    public void Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = commands.For(transaction, sql, parameters);
        command.ExecuteNonQuery();
    }

    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = commands.For(transaction, sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    public long Number(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = commands.For(transaction, sql, parameters);
        return (long)command.ExecuteScalar()!;
    }

    public void Commit() => transaction.Commit();

    public void Dispose() => transaction.Dispose();
}
