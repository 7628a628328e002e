using System.Globalization;
using Npgsql;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>Tells what roles are, and what the session may do with them, from views that every account may read.</summary>
internal sealed class RoleReader(NpgsqlConnection connection)
{
    /// <summary>
    /// The role that the session acts as, and those named. One statement for all that is asked of roles, since a new
    /// connection takes longer to plan it than to run it. The years that .NET knows end before those that PostgreSQL knows.
    /// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.DBAccounts.html
    /// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.RestrictPasswordMgmt.html
    /// </summary>
    private const string Query = """
        SELECT r.rolname, r.rolname = current_user, r.rolcanlogin,
               CASE WHEN r.rolvaliduntil < '9999-12-31 00:00+00' THEN greatest(r.rolvaliduntil, '0001-01-02 00:00+00') END,
               shobj_description(r.oid, 'pg_authid'),
               r.rolsuper, r.rolcreaterole, r.rolreplication, pg_has_role(r.oid, 'MEMBER WITH ADMIN OPTION'),
               coalesce(NOT r.rolsuper AND pg_has_role(r.oid, to_regrole('rds_iam'), 'MEMBER'), false),
               coalesce(
                   current_setting('rds.restrict_password_commands', true) IN ('on', '1', 'true')
                   AND NOT pg_has_role(to_regrole('rds_password'), 'MEMBER'), false),
               {0}
        FROM pg_roles r
        WHERE r.rolname IN (current_user, $1, $2)
        """;

    /// <summary>
    /// Who may administer the second role, but not the first one. From PostgreSQL 16 on that power counts for itself: with
    /// CREATEROLE alone anybody may make a role, mark it as a clone and keep it, to act by it as the base once it is a member.
    /// https://www.postgresql.org/docs/16/role-attributes.html
    /// </summary>
    private const string OtherMasters = """
        CASE WHEN r.rolname = $2 THEN (
            SELECT string_agg(quote_ident(pg_get_userbyid(a.member)), ', ' ORDER BY pg_get_userbyid(a.member))
            FROM pg_auth_members a
            CROSS JOIN (SELECT to_regrole(quote_ident($1)) AS oid) AS base
            WHERE a.roleid = r.oid AND a.admin_option AND a.member <> base.oid
              AND NOT pg_has_role(a.member, base.oid, 'MEMBER WITH ADMIN OPTION')) END
        """;

    /// <summary>Describes a role; null where there is none.</summary>
    public async Task<AccountDescription?> DescribeAsync(AccountName name, CancellationToken cancellationToken) =>
        (await ReadAsync(name, name, cancellationToken).ConfigureAwait(false)).Find(role => role.Name == name)?.Description;

    /// <summary>Describes two roles, null where there is none, and says what the session may do with the first one.</summary>
    public async Task<(AdminPowers Powers, PairDescription Pair)> InspectAsync(AccountName name, AccountName other, CancellationToken cancellationToken)
    {
        var roles = await ReadAsync(name, other, cancellationToken).ConfigureAwait(false);
        var (me, account) = (roles.Find(role => role.IsMe)!, roles.Find(role => role.Name == name));
        var powers = new AdminPowers(
            me.IsSuperuser,
            me.CreatesRoles,
            account?.IsAdministered is true,
            account is not null,
            account?.IsSuperuser is true,
            account?.Replicates is true,
            account?.UsesIam is true,
            me.MayNotSetPasswords);
        var clone = roles.Find(role => role.Name == other);
        var doubt = clone?.OtherMasters is { } masters ? $"may be administered by {masters}, who may not administer '{name}'" : null;
        return (powers, new PairDescription(account?.Description, clone is null ? null : clone.Description with { Doubt = doubt }));
    }

    private async Task<List<RoleRow>> ReadAsync(AccountName name, AccountName other, CancellationToken cancellationToken)
    {
        var otherMasters = connection.PostgreSqlVersion.Major >= PostgreSqlStatements.MembershipOptionsVersion ? OtherMasters : "NULL";
        await using var command = new NpgsqlCommand(string.Format(CultureInfo.InvariantCulture, Query, otherMasters), connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = name.Value }, new NpgsqlParameter<string> { TypedValue = other.Value } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var roles = new List<RoleRow>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            roles.Add(Read(reader));
        }

        return roles;
    }

    private static RoleRow Read(NpgsqlDataReader reader)
    {
        var name = new AccountName(reader.GetString(0));
        DateTimeOffset? expiresAt = reader.IsDBNull(3) ? null : new DateTimeOffset(reader.GetDateTime(3));
        var cloneOf = RoleMark.OfClone.Read(reader.IsDBNull(4) ? null : reader.GetString(4));
        return new RoleRow(
            new AccountDescription(name, reader.GetBoolean(2), expiresAt, cloneOf),
            IsMe: reader.GetBoolean(1),
            IsSuperuser: reader.GetBoolean(5),
            CreatesRoles: reader.GetBoolean(6),
            Replicates: reader.GetBoolean(7),
            IsAdministered: reader.GetBoolean(8),
            UsesIam: reader.GetBoolean(9),
            MayNotSetPasswords: reader.GetBoolean(10),
            OtherMasters: reader.IsDBNull(11) ? null : reader.GetString(11));
    }
}
