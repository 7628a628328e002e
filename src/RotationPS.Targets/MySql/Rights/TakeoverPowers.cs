using System.Text.RegularExpressions;
using MySqlConnector;

namespace RotationPS.Targets.MySql.Rights;

/// <summary>
/// Rights by which an account can get all others: it makes accounts, gives rights on, writes the server's own tables or its
/// files, or may administer the server. Of a clone that has such a right and a base that has not, one does not know whether
/// somebody else made the clone anew beside our mark.
/// </summary>
internal sealed class TakeoverPowers(MySqlConnection connection, MySqlVersion version, int timeoutSeconds)
{
    private const string OwnDatabase = "mysql";

    /// <summary>What changes the tables that accounts and their rights are in.</summary>
    private static readonly HashSet<string> _onTables =
        ["ALL PRIVILEGES", AccountRight.GrantOption, "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER"];

    /// <summary>What opens the server itself; so does whatever ends with ADMIN.</summary>
    private static readonly HashSet<string> _onServer =
    [
        "SUPER", "CREATE USER", "CREATE ROLE", "DROP ROLE", "FILE", "RELOAD", "SHUTDOWN",
        "SYSTEM_USER", "SET USER", "SET_USER_ID", "SET_ANY_DEFINER", "ALLOW_NONEXISTENT_DEFINER",
    ];

    /// <summary>A line of SHOW GRANTS about a level that tables are on; a role or a proxy has no dot after ON.</summary>
    private static readonly Regex _grant = new(
        @"\AGRANT (?<privileges>.+?) ON (?:\*\.\*|`(?<database>(?:[^`]|``)*)`\.\S.*?) TO .+?(?<option> WITH GRANT OPTION)?\z",
        RegexOptions.CultureInvariant | RegexOptions.Singleline,
        TimeSpan.FromSeconds(1));

    /// <summary>The powers that rows of the clone have, by themselves or by a role, and no row of the base has.</summary>
    public async Task<IReadOnlyList<string>> FindBeyondBaseAsync(TwinFacts facts, CancellationToken cancellationToken)
    {
        var rolesOfBase = Roles(facts.BaseRows).Select(entry => entry.Role).ToHashSet();
        var powers = Direct(facts.CloneRows);
        foreach (var (row, role) in Roles(facts.CloneRows).Where(entry => !rolesOfBase.Contains(entry.Role)))
        {
            powers.UnionWith(await OfRoleAsync(row, role, cancellationToken).ConfigureAwait(false));
        }

        powers.ExceptWith(Direct(facts.BaseRows));
        if (powers.Count > 0)
        {
            foreach (var (row, role) in Roles(facts.BaseRows))
            {
                powers.ExceptWith(await OfRoleAsync(row, role, cancellationToken).ConfigureAwait(false));
            }
        }

        return [.. powers.Order(StringComparer.Ordinal)];
    }

    private static HashSet<string> Direct(IEnumerable<HostAccount> rows) =>
    [
        .. from row in rows
           let kept = row.Rights.Where(right => right.Level is RightLevel.Restriction && right.Scope is OwnDatabase).Select(right => right.Privilege).ToHashSet()
           from right in row.Rights
           where right.Level is RightLevel.Server or RightLevel.Dynamic or RightLevel.Database or RightLevel.Table or RightLevel.Column
           where !(right.Level is RightLevel.Server && kept.Contains(right.Privilege))
           from name in Names(right.Level is RightLevel.Server or RightLevel.Dynamic ? null : right.Scope, WithoutColumns(right.Privilege))
           select name,
    ];

    private static IEnumerable<(HostAccount Row, string Role)> Roles(IEnumerable<HostAccount> rows) =>
        from row in rows
        from right in row.Rights
        where right.Level is RightLevel.Role
        select (row, right.On);

    /// <summary>A power's name, or none where the right is no power. Without a database it is one on the whole server.</summary>
    private static IEnumerable<string> Names(string? database, string privilege)
    {
        var isPower = database is null
            ? _onServer.Contains(privilege) || _onTables.Contains(privilege) || privilege.EndsWith("ADMIN", StringComparison.Ordinal)
            : _onTables.Contains(privilege) && HostPattern.Covers(database.Replace("\\", string.Empty, StringComparison.Ordinal), OwnDatabase);
        return isPower ? [database is null ? privilege : $"{privilege} on {database}"] : [];
    }

    /// <summary>The powers of a role and of the roles in it, which the server writes down together only in the words of GRANT.</summary>
    private async Task<IReadOnlyList<string>> OfRoleAsync(HostAccount row, string role, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var query = version.IsMariaDb ? $"SHOW GRANTS FOR {role}" : $"SHOW GRANTS FOR {row.Name} USING {role}";
        await using var command = new MySqlCommand(query, connection) { CommandTimeout = timeoutSeconds };
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
        var powers = new List<string>();
        while (await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            powers.AddRange(In(reader.GetString(0)));
        }

        return powers;
    }

    private static IEnumerable<string> In(string grant)
    {
        if (_grant.Match(grant) is not { Success: true } match)
        {
            return [];
        }

        var database = match.Groups["database"] is { Success: true } name ? name.Value.Replace("``", "`", StringComparison.Ordinal) : null;
        string[] option = match.Groups["option"].Success ? [AccountRight.GrantOption] : [];
        var privileges = match.Groups["privileges"].Value.Split(',', StringSplitOptions.TrimEntries).Select(WithoutColumns);
        return privileges.Concat(option).SelectMany(privilege => Names(database, privilege));
    }

    private static string WithoutColumns(string privilege) => privilege.Split(" (")[0];
}
