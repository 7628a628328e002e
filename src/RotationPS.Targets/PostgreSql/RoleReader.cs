using Npgsql;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>Describes roles, from views that every account may read.</summary>
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
        await using var command = new NpgsqlCommand(Description, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = name.Value } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        DateTimeOffset? expiresAt = reader.IsDBNull(1) ? null : new DateTimeOffset(reader.GetDateTime(1));
        return new AccountDescription(name, reader.GetBoolean(0), expiresAt, RoleMark.OfClone.Read(reader.IsDBNull(2) ? null : reader.GetString(2)));
    }
}
