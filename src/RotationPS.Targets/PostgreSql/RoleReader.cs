using Npgsql;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>Tells what roles are and may do, from views that every account may read.</summary>
internal sealed class RoleReader(NpgsqlConnection connection)
{
    /// <summary>The years that .NET knows end before those that PostgreSQL knows.</summary>
    private const string Description = """
        SELECT r.rolcanlogin,
               CASE WHEN r.rolvaliduntil < '9999-12-31 00:00+00' THEN greatest(r.rolvaliduntil, '0001-01-02 00:00+00') END,
               shobj_description(r.oid, 'pg_authid')
        FROM pg_roles r
        WHERE r.rolname = $1
        """;

    /// <summary>Describes a role; null where there is none.</summary>
    public async Task<AccountDescription?> DescribeAsync(AccountName name, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { About(name, Description) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAsync(reader, name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>In one round trip: what the session may do with an account, and descriptions of roles in their order.</summary>
    public async Task<(AdminPowers Powers, IReadOnlyList<AccountDescription?> Roles)> InspectAsync(
        AccountName account, IReadOnlyList<AccountName> names, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { About(account, AdminPowers.Query) } };
        foreach (var name in names)
        {
            batch.BatchCommands.Add(About(name, Description));
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var powers = AdminPowers.Read(reader);
        var roles = new List<AccountDescription?>();
        foreach (var name in names)
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            roles.Add(await ReadAsync(reader, name, cancellationToken).ConfigureAwait(false));
        }

        return (powers, roles);
    }

    private static NpgsqlBatchCommand About(AccountName name, string query) =>
        new(query) { Parameters = { new NpgsqlParameter<string> { TypedValue = name.Value } } };

    private static async Task<AccountDescription?> ReadAsync(NpgsqlDataReader reader, AccountName name, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        DateTimeOffset? expiresAt = reader.IsDBNull(1) ? null : new DateTimeOffset(reader.GetDateTime(1));
        return new AccountDescription(name, reader.GetBoolean(0), expiresAt, RoleMark.OfClone.Read(reader.IsDBNull(2) ? null : reader.GetString(2)));
    }
}
