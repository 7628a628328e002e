using System.Data;
using MySqlConnector;

namespace RotationPS.Targets.MySql.Rights;

/// <summary>
/// Rights on what is no more. The servers keep them when a table, a column or a database is dropped, for whoever makes it
/// anew, and refuse to give them to anybody else meanwhile: https://dev.mysql.com/doc/refman/8.4/en/drop-table.html.
/// A clone cannot get them, and nobody can use them, so they are left out of what is compared.
/// </summary>
internal sealed class VanishedThings(MySqlConnection connection, int timeoutSeconds)
{
    private const int NoDatabase = (int)MySqlErrorCode.UnknownDatabase;
    private const int NoTable = (int)MySqlErrorCode.NoSuchTable;
    private const int NoColumn = (int)MySqlErrorCode.BadFieldError;

    /// <summary>Leaves out the rights on what has vanished. Only where a right is missing on the clone the server is asked.</summary>
    public async Task<TwinFacts> LeaveOutAsync(TwinFacts facts, CancellationToken cancellationToken)
    {
        var clones = facts.CloneRows.ToDictionary(row => row.Host, row => row.Rights, StringComparer.OrdinalIgnoreCase);
        var missing = facts.BaseRows
            .SelectMany(row => row.Rights.Where(right => MayVanish(right) && clones.GetValueOrDefault(row.Host)?.Contains(right) is not true))
            .ToHashSet();
        var vanished = new HashSet<(string On, string? Column)>();
        foreach (var things in missing.GroupBy(right => right.On))
        {
            vanished.UnionWith(await FindAsync([.. things], cancellationToken).ConfigureAwait(false));
        }

        return vanished.Count == 0
            ? facts
            : facts with { BaseRows = Without(facts.BaseRows, vanished), CloneRows = Without(facts.CloneRows, vanished) };
    }

    private static bool MayVanish(AccountRight right) => right.Level is RightLevel.Table or RightLevel.Column or RightLevel.Routine;

    private static HostAccount[] Without(IEnumerable<HostAccount> rows, HashSet<(string On, string? Column)> vanished) =>
    [
        .. rows.Select(row => row with
        {
            Rights = row.Rights.Where(right => !MayVanish(right) || (!vanished.Contains((right.On, null)) && !vanished.Contains((right.On, right.Column)))).ToHashSet(),
        }),
    ];

    /// <summary>What has vanished of one thing: all of it, or some columns. Of routines, which take their rights with them, only a whole database.</summary>
    private async Task<IReadOnlyList<(string On, string? Column)>> FindAsync(IReadOnlyList<AccountRight> rights, CancellationToken cancellationToken)
    {
        var on = rights[0].On;
        if (rights[0].Level is RightLevel.Routine)
        {
            return await AskAsync($"SHOW CREATE DATABASE {MySqlText.Identifier(rights[0].Scope)}", cancellationToken).ConfigureAwait(false) is NoDatabase ? [(on, null)] : [];
        }

        string[] columns = [.. rights.Select(right => right.Column).OfType<string>().Distinct()];
        var answer = await AskAsync(on, columns, cancellationToken).ConfigureAwait(false);
        if (answer is not NoColumn)
        {
            return answer is NoTable or NoDatabase ? [(on, null)] : [];
        }

        var vanished = new List<(string On, string? Column)>();
        foreach (var column in columns)
        {
            if (await AskAsync(on, [column], cancellationToken).ConfigureAwait(false) is NoColumn)
            {
                vanished.Add((on, column));
            }
        }

        return vanished;
    }

    private Task<int?> AskAsync(string table, string[] columns, CancellationToken cancellationToken) =>
        AskAsync($"SELECT {(columns.Length == 0 ? "1" : string.Join(", ", columns))} FROM {table} LIMIT 0", cancellationToken);

    /// <summary>
    /// The number of the server's refusal; null where there was none. Who may not look is told so before the server looks
    /// whether the thing is there, so no refusal for another reason is taken for its absence.
    /// </summary>
    private async Task<int?> AskAsync(string question, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var command = new MySqlCommand(question, connection) { CommandTimeout = timeoutSeconds };
        try
        {
            await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            return null;
        }
        catch (MySqlException refusal) when (connection.State is ConnectionState.Open)
        {
            return refusal.Number;
        }
    }
}
