using System.Data.Common;
using MySqlConnector;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.MySql.Rights;

/// <summary>
/// Reads accounts from the server's own tables and from its information schema, which names every privilege that the
/// version knows. Names are compared here, letter by letter, for some of the views know neither case nor trailing spaces.
/// </summary>
internal sealed class AccountReader(MySqlConnection connection, MySqlVersion version, int timeoutSeconds)
{
    /// <summary>The rows of an account and the marks on it, without rights.</summary>
    public async Task<IReadOnlyList<HostAccount>> ReadRowsAsync(AccountName[] names, CancellationToken cancellationToken)
    {
        var query = version.HasGlobalPriv
            ? "SELECT User, Host, Priv FROM mysql.global_priv WHERE User IN ({0})"
            : "SELECT * FROM mysql.user WHERE User IN ({0})";
        string[] users = [.. names.Select(name => name.Value).Distinct()];
        var rows = await QueryAsync(
            query,
            users,
            reader => version.HasGlobalPriv ? GlobalPrivDocument.Read(reader.GetString(0), reader.GetString(1), reader.GetString(2)) : UserTableRow.Of(reader).Read(),
            cancellationToken).ConfigureAwait(false);
        return [.. rows.OfType<HostAccount>().Where(row => users.Contains(row.User)).OrderBy(row => row.Host == "%" ? 0 : 1).ThenBy(row => row.Host, StringComparer.Ordinal)];
    }

    /// <summary>Whose clone an account is marked to be; null where nobody of the server's accounts fits the mark.</summary>
    public async Task<AccountName?> FindBaseAsync(HostAccount mark, CancellationToken cancellationToken)
    {
        var names = await QueryAsync(
            $"SELECT DISTINCT User FROM mysql.user WHERE LEFT(SHA2(CONVERT(User USING utf8mb4), 256), 32) IN ({{0}})",
            [CloneMark.HashIn(mark.Host)],
            reader => reader.GetString(0),
            cancellationToken).ConfigureAwait(false);
        return names.Count > 0 ? new AccountName(names[0]) : null;
    }

    /// <summary>All of a base and its clone.</summary>
    public async Task<TwinFacts> ReadTwinsAsync(AccountPair accounts, CancellationToken cancellationToken)
    {
        var rows = await ReadRowsAsync([accounts.BaseUser, accounts.CloneUser], cancellationToken).ConfigureAwait(false);
        HostAccount[] real = [.. rows.Where(row => !row.IsMark)];
        var complete = real.Length == 0 ? [] : await WithRightsAsync(real, cancellationToken).ConfigureAwait(false);
        HostAccount[] clones = [.. complete.Where(row => row.User == accounts.CloneUser.Value)];
        var facts = new TwinFacts(
            [.. complete.Where(row => row.User == accounts.BaseUser.Value)],
            clones,
            [.. rows.Where(row => row.IsMark && row.User == accounts.CloneUser.Value)])
        {
            RoutinesOfClone = await ReadRoutinesAsync(clones, cancellationToken).ConfigureAwait(false),
        };
        return await new VanishedThings(connection, timeoutSeconds).LeaveOutAsync(facts, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The routines that rows have made, as far as the rows have rights on routines at all.</summary>
    private async Task<IReadOnlySet<string>> ReadRoutinesAsync(HostAccount[] rows, CancellationToken cancellationToken)
    {
        string[] definers = [.. rows.Where(row => row.Rights.Any(right => right.Level is RightLevel.Routine)).Select(row => $"{row.User}@{row.Host}")];
        var routines = definers.Length == 0
            ? []
            : await QueryAsync(
                "SELECT DEFINER, ROUTINE_TYPE, ROUTINE_SCHEMA, ROUTINE_NAME FROM information_schema.ROUTINES WHERE DEFINER IN ({0})",
                definers,
                reader => (Definer: reader.GetString(0), On: $"{reader.GetString(1)} {Qualified(reader.GetString(2), reader.GetString(3))}"),
                cancellationToken).ConfigureAwait(false);
        return routines.Where(routine => definers.Contains(routine.Definer)).Select(routine => routine.On).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private async Task<IReadOnlyList<HostAccount>> WithRightsAsync(HostAccount[] rows, CancellationToken cancellationToken)
    {
        var rights = new List<(string Grantee, AccountRight Right)>();
        string[] grantees = [.. rows.Select(row => MySqlText.Grantee(row.User, row.Host))];
        string[] users = [.. rows.Select(row => row.User).Distinct()];
        var dynamic = version.HasDynamicPrivileges
            ? await QueryAsync("SELECT USER, HOST, PRIV, WITH_GRANT_OPTION FROM mysql.global_grants WHERE USER IN ({0})", users, ReadDynamic, cancellationToken).ConfigureAwait(false)
            : [];
        rights.AddRange(dynamic);
        var server = await QueryAsync(
            "SELECT GRANTEE, PRIVILEGE_TYPE, IS_GRANTABLE FROM information_schema.USER_PRIVILEGES WHERE GRANTEE IN ({0})",
            grantees,
            reader => (Grantee: reader.GetString(0), Privilege: reader.GetString(1), Rights: ReadServer(reader)),
            cancellationToken).ConfigureAwait(false);

        // The view has dynamic privileges too, and that one of them may be given on says nothing of the others.
        rights.AddRange(server.Where(entry => !IsDynamic(entry.Privilege)).SelectMany(entry => entry.Rights));

        // Every account is in this view, be it with USAGE alone, unless the view hides it.
        var shown = server.Select(entry => entry.Grantee).ToHashSet();
        foreach (var (query, read) in new (string, Func<DbDataReader, IEnumerable<(string, AccountRight)>>)[]
        {
            ("SELECT GRANTEE, PRIVILEGE_TYPE, IS_GRANTABLE, TABLE_SCHEMA FROM information_schema.SCHEMA_PRIVILEGES WHERE GRANTEE IN ({0})", ReadDatabase),
            ("SELECT GRANTEE, PRIVILEGE_TYPE, IS_GRANTABLE, TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLE_PRIVILEGES WHERE GRANTEE IN ({0})", ReadTable),
            ("SELECT GRANTEE, PRIVILEGE_TYPE, TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMN_PRIVILEGES WHERE GRANTEE IN ({0})", ReadColumn),
        })
        {
            rights.AddRange((await QueryAsync(query, grantees, read, cancellationToken).ConfigureAwait(false)).SelectMany(entry => entry));
        }

        // The view leaves out tables on whose columns alone there are rights, and with them that these may be given on.
        var givenOn = await QueryAsync(
            "SELECT User, Host, Db, Table_name FROM mysql.tables_priv WHERE User IN ({0}) AND FIND_IN_SET('Grant', Table_priv) > 0", users, ReadTableOption, cancellationToken).ConfigureAwait(false);
        rights.AddRange(givenOn);
        var routines = await QueryAsync("SELECT User, Host, Db, Routine_name, Routine_type, Proc_priv FROM mysql.procs_priv WHERE User IN ({0})", users, ReadRoutine, cancellationToken).ConfigureAwait(false);
        rights.AddRange(routines.SelectMany(entry => entry));
        rights.AddRange(await QueryAsync("SELECT User, Host, Proxied_user, Proxied_host, With_grant FROM mysql.proxies_priv WHERE User IN ({0})", users, ReadProxy, cancellationToken).ConfigureAwait(false));
        if (version.HasRoles)
        {
            var query = version.IsMariaDb
                ? "SELECT User, Host, Role, '', Admin_option FROM mysql.roles_mapping WHERE User IN ({0})"
                : "SELECT TO_USER, TO_HOST, FROM_USER, FROM_HOST, WITH_ADMIN_OPTION FROM mysql.role_edges WHERE TO_USER IN ({0})";
            rights.AddRange(await QueryAsync(query, users, ReadRole, cancellationToken).ConfigureAwait(false));
        }

        var defaults = version.HasRoles && !version.IsMariaDb
            ? await QueryAsync("SELECT USER, HOST, DEFAULT_ROLE_USER, DEFAULT_ROLE_HOST FROM mysql.default_roles WHERE USER IN ({0}) ORDER BY 3, 4", users, ReadDefault, cancellationToken).ConfigureAwait(false)
            : [];
        var byGrantee = rights.ToLookup(entry => entry.Grantee, entry => entry.Right);
        var defaultsOf = defaults.ToLookup(entry => entry.Grantee, entry => entry.Role);
        return [.. rows.Select(row => MySqlText.Grantee(row.User, row.Host) is var grantee
            ? row with
            {
                Rights = row.Rights.Concat(byGrantee[grantee]).ToHashSet(),
                AreRightsHidden = !shown.Contains(grantee),
                DefaultRole = defaultsOf[grantee].Any() ? string.Join(", ", defaultsOf[grantee]) : row.DefaultRole,
            }
            : row)];
    }

    private static (string Grantee, AccountRight Right) ReadDynamic(DbDataReader reader) => (
        MySqlText.Grantee(reader.GetString(0), reader.GetString(1)),
        new AccountRight(RightLevel.Dynamic, RightsDifference.ServerScope, null, "*.*", reader.GetString(2), Text(reader, 3) is "Y"));

    /// <summary>Their names are written with underscores and the others with spaces, if with anything.</summary>
    private bool IsDynamic(string privilege) => version.HasDynamicPrivileges && privilege.Contains('_', StringComparison.Ordinal);

    private static (string Grantee, AccountRight Right)[] ReadServer(DbDataReader reader) =>
        Both(reader, new AccountRight(RightLevel.Server, RightsDifference.ServerScope, null, "*.*", reader.GetString(1)));

    private static (string, AccountRight)[] ReadDatabase(DbDataReader reader)
    {
        var database = reader.GetString(3);
        return Both(reader, new AccountRight(RightLevel.Database, database, $"DATABASE {database}", $"{MySqlText.Identifier(database)}.*", reader.GetString(1)));
    }

    private static (string, AccountRight)[] ReadTable(DbDataReader reader) =>
        Both(reader, OnTable(reader.GetString(3), reader.GetString(4), reader.GetString(1)));

    private static (string, AccountRight) ReadTableOption(DbDataReader reader) =>
        (MySqlText.Grantee(reader.GetString(0), reader.GetString(1)), OnTable(reader.GetString(2), reader.GetString(3), AccountRight.GrantOption));

    private static AccountRight OnTable(string database, string table, string privilege) =>
        new(RightLevel.Table, database, $"TABLE {database}.{table}", Qualified(database, table), privilege);

    private static (string, AccountRight)[] ReadColumn(DbDataReader reader)
    {
        var (database, table, column) = (reader.GetString(2), reader.GetString(3), reader.GetString(4));
        return [(reader.GetString(0), new AccountRight(
            RightLevel.Column, database, $"TABLE {database}.{table}", Qualified(database, table), $"{reader.GetString(1)} ({MySqlText.Identifier(column)})"))];
    }

    private static IReadOnlyList<(string, AccountRight)> ReadRoutine(DbDataReader reader)
    {
        var (database, routine, kind) = (reader.GetString(2), reader.GetString(3), Text(reader, 4).ToUpperInvariant());
        var grantee = MySqlText.Grantee(reader.GetString(0), reader.GetString(1));
        return [.. from privilege in Text(reader, 5).Split(',', StringSplitOptions.RemoveEmptyEntries)
               select (grantee, new AccountRight(
                   RightLevel.Routine,
                   database,
                   $"{kind} {database}.{routine}",
                   $"{kind} {Qualified(database, routine)}",
                   privilege is "Grant" ? AccountRight.GrantOption : privilege.ToUpperInvariant()))];
    }

    private static (string, AccountRight) ReadProxy(DbDataReader reader)
    {
        var proxied = MySqlText.Account(reader.GetString(2), reader.GetString(3));
        return (MySqlText.Grantee(reader.GetString(0), reader.GetString(1)), new AccountRight(
            RightLevel.Proxy, RightsDifference.ServerScope, $"USER {proxied}", proxied, "PROXY", IsYes(reader, 4)));
    }

    private (string, AccountRight) ReadRole(DbDataReader reader)
    {
        var role = RoleName(reader.GetString(2), reader.GetString(3));
        return (MySqlText.Grantee(reader.GetString(0), reader.GetString(1)), new AccountRight(
            RightLevel.Role, RightsDifference.ServerScope, role, role, string.Empty, IsYes(reader, 4)));
    }

    private (string Grantee, string Role) ReadDefault(DbDataReader reader) =>
        (MySqlText.Grantee(reader.GetString(0), reader.GetString(1)), RoleName(reader.GetString(2), reader.GetString(3)));

    private string RoleName(string name, string host) => version.IsMariaDb ? MySqlText.Identifier(name) : MySqlText.Account(name, host);

    private static string Qualified(string database, string name) => $"{MySqlText.Identifier(database)}.{MySqlText.Identifier(name)}";

    /// <summary>A privilege, and beside it that all on the same thing may be given on. USAGE means no privilege.</summary>
    private static (string Grantee, AccountRight Right)[] Both(DbDataReader reader, AccountRight right)
    {
        var grantee = reader.GetString(0);
        return
        [
            .. right.Privilege is "USAGE" ? Array.Empty<(string, AccountRight)>() : [(grantee, right)],
            .. IsYes(reader, 2) ? [(grantee, right with { Privilege = AccountRight.GrantOption })] : Array.Empty<(string, AccountRight)>(),
        ];
    }

    private static string Text(DbDataReader reader, int column) =>
        reader.GetValue(column) is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : Convert.ToString(reader.GetValue(column), System.Globalization.CultureInfo.InvariantCulture)!;

    private static bool IsYes(DbDataReader reader, int column) => Text(reader, column) is "Y" or "YES" or "1" or "True";

    /// <summary>Heeds a cancellation, then runs a query to its end whose {0} is a list of values, and reads its rows into memory.</summary>
    private async Task<List<T>> QueryAsync<T>(string query, string[] values, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var command = connection.CreateCommand();
        command.CommandTimeout = timeoutSeconds;
        command.CommandText = string.Format(System.Globalization.CultureInfo.InvariantCulture, query, string.Join(", ", values.Select((_, index) => $"@v{index}")));
        foreach (var (value, index) in values.Select((value, index) => (value, index)))
        {
            command.Parameters.AddWithValue($"@v{index}", value);
        }

        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
        while (await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
