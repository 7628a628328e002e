using System.Globalization;
using Npgsql;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>Reads roles from the catalogue, from views that every account may read.</summary>
internal sealed class RoleReader(NpgsqlConnection connection)
{
    private const string TraitsColumns = """
        r.rolname, r.rolconnlimit, CASE WHEN r.rolvaliduntil <> 'infinity' THEN r.rolvaliduntil::text END,
        shobj_description(r.oid, 'pg_authid')
        """;

    /// <summary>The years that .NET knows end before those that PostgreSQL knows.</summary>
    private const string Description = """
        SELECT r.rolcanlogin,
               CASE WHEN r.rolvaliduntil < '9999-12-31 00:00+00' THEN greatest(r.rolvaliduntil, '0001-01-02 00:00+00') END,
               shobj_description(r.oid, 'pg_authid')
        FROM pg_roles r
        WHERE r.rolname = $1
        """;

    private const string Settings = """
        SELECT r.rolname, d.datname, c.entry
        FROM pg_db_role_setting s
        JOIN pg_roles r ON r.oid = s.setrole
        LEFT JOIN pg_database d ON d.oid = s.setdatabase
        CROSS JOIN LATERAL unnest(s.setconfig) AS c (entry)
        WHERE r.rolname IN ($1, $2)
        """;

    private const string Membership = """
        SELECT EXISTS (
            SELECT FROM pg_auth_members m
            JOIN pg_roles base ON base.oid = m.roleid
            JOIN pg_roles clone ON clone.oid = m.member
            WHERE base.rolname = $1 AND clone.rolname = $2
        """;

    private const string MembershipOptions = " AND m.inherit_option AND m.set_option";

    /// <summary>Describes a role; null where there is none.</summary>
    public async Task<AccountDescription?> DescribeAsync(AccountName name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Description, connection) { Parameters = { Text(name) } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        DateTimeOffset? expiresAt = reader.IsDBNull(1) ? null : new DateTimeOffset(reader.GetDateTime(1));
        return new AccountDescription(name, reader.GetBoolean(0), expiresAt, CloneMark.Read(reader.IsDBNull(2) ? null : reader.GetString(2)));
    }

    /// <summary>Reads a base and its clone at one time; null for one that does not exist.</summary>
    public async Task<(RoleTraits? Base, RoleTraits? Clone)> ReadPairAsync(AccountName baseAccount, AccountName clone, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        var attributes = string.Join(", ", RoleAttribute.All.Select(attribute => $"r.{attribute.Column}"));
        var options = connection.PostgreSqlVersion.Major >= PostgreSqlStatements.MembershipOptionsVersion ? MembershipOptions : string.Empty;
        foreach (var query in new[]
        {
            $"SELECT {TraitsColumns}, {attributes} FROM pg_roles r WHERE r.rolname IN ($1, $2)",
            Settings,
            $"{Membership}{options})",
        })
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(query) { Parameters = { Text(baseAccount), Text(clone) } });
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var roles = await ReadTraitsAsync(reader, cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var settings = await ReadSettingsAsync(reader, cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var isMember = reader.GetBoolean(0);

        return (Find(baseAccount), Find(clone) is { } found ? found with { IsMember = isMember } : null);

        RoleTraits? Find(AccountName name) =>
            roles.TryGetValue(name.Value, out var traits)
                ? traits with { Settings = settings.TryGetValue(name.Value, out var own) ? own : [] }
                : null;
    }

    private static async Task<Dictionary<string, RoleTraits>> ReadTraitsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        const int firstAttribute = 4;
        var roles = new Dictionary<string, RoleTraits>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            roles.Add(reader.GetString(0), new RoleTraits
            {
                ConnectionLimit = reader.GetInt32(1),
                ValidUntil = reader.IsDBNull(2) ? null : reader.GetString(2),
                Comment = reader.IsDBNull(3) ? null : reader.GetString(3),
                Attributes = RoleAttribute.All
                    .Where((_, index) => reader.GetBoolean(firstAttribute + index))
                    .Select(attribute => attribute.Keyword)
                    .ToHashSet(),
            });
        }

        return roles;
    }

    private static async Task<Dictionary<string, Dictionary<RoleSetting, string>>> ReadSettingsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, Dictionary<RoleSetting, string>>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var entry = reader.GetString(2).Split('=', 2);
            var setting = new RoleSetting(reader.IsDBNull(1) ? null : reader.GetString(1), entry[0]);
            if (!settings.TryGetValue(reader.GetString(0), out var own))
            {
                settings.Add(reader.GetString(0), own = []);
            }

            own.Add(setting, entry[1]);
        }

        return settings;
    }

    private static NpgsqlParameter<string> Text(AccountName name) => new() { TypedValue = name.Value };
}
