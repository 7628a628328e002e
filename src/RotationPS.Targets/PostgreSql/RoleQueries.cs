namespace RotationPS.Targets.PostgreSql;

/// <summary>
/// What the catalogue is asked about a base ($1), its clone ($2) and their owner role ($3; empty for none) themselves. Every
/// account may read what is read here. A new connection takes several times as long to plan such a query as to run it, and
/// pg_roles is two tables: so there is one query for all that is asked of roles, which is planned already when a pair is
/// looked at again, and what is looked up by its number is a query within the query, which is planned by itself.
/// </summary>
internal static class RoleQueries
{
    /// <summary>Stands for the owner role where there is none, for no role has an empty name.</summary>
    public const string None = "";

    /// <summary>
    /// Who may administer the clone, but not its base. From PostgreSQL 16 on that power counts for itself: with CREATEROLE
    /// alone anybody may make a role, mark it as a clone and keep it, to act by it as the base once it is a member.
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

    /// <summary>The settings of each, of a database or of all.</summary>
    public static string Settings { get; } = $"""
        SELECT pg_get_userbyid(s.setrole), (SELECT d.datname FROM pg_database d WHERE d.oid = s.setdatabase), unnest(s.setconfig)
        FROM pg_db_role_setting s
        WHERE s.setrole IN ({ForEach(Oid)})
        """;

    /// <summary>
    /// What depends on each, of which kind and whether in this database or for the whole server: by that it is known of which
    /// kinds there is anything to read.
    /// </summary>
    public static string Dependencies { get; } = $"""
        SELECT DISTINCT pg_get_userbyid(s.refobjid), s.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())),
               s.deptype::text, s.classid::regclass::text
        FROM pg_shdepend s
        WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid IN ({ForEach(Oid)})
        """;

    /// <summary>
    /// The role that the session acts as, and those named. The years that .NET knows end before those that PostgreSQL knows.
    /// Roles that came with the server have numbers below 16384 (FirstNormalObjectId).
    /// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.DBAccounts.html
    /// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.RestrictPasswordMgmt.html
    /// </summary>
    /// <param name="majorVersion">The server's version.</param>
    public static string Roles(int majorVersion) => $"""
        SELECT r.rolname, r.rolname = current_user, r.oid < 16384,
               CASE WHEN r.rolvaliduntil < '9999-12-31 00:00+00' THEN greatest(r.rolvaliduntil, '0001-01-02 00:00+00') END,
               pg_has_role(r.oid, 'MEMBER WITH ADMIN OPTION'),
               coalesce(NOT r.rolsuper AND pg_has_role(r.oid, to_regrole('rds_iam'), 'MEMBER'), false),
               coalesce(
                   current_setting('rds.restrict_password_commands', true) IN ('on', '1', 'true')
                   AND NOT pg_has_role(to_regrole('rds_password'), 'MEMBER'), false),
               {(majorVersion >= PostgreSqlStatements.MembershipOptionsVersion ? OtherMasters : "NULL")},
               CASE WHEN r.rolvaliduntil <> 'infinity' THEN r.rolvaliduntil::text END,
               (SELECT d.description FROM pg_shdescription d WHERE d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass),
               r.rolconnlimit, {string.Join(", ", RoleAttribute.All.Select(attribute => $"r.{attribute.Column}"))}
        FROM pg_roles r
        WHERE r.rolname IN (current_user, $1, $2, $3)
        """;

    /// <summary>In which roles each is a member.</summary>
    /// <param name="majorVersion">The server's version.</param>
    public static string Memberships(int majorVersion)
    {
        var (options, mayRevoke) = majorVersion >= PostgreSqlStatements.MembershipOptionsVersion
            ? ("a.inherit_option, a.set_option", "pg_has_role(a.grantor, 'USAGE')")
            : ("true, true", """
                pg_has_role(a.roleid, 'MEMBER WITH ADMIN OPTION') OR (
                   SELECT me.rolcreaterole AND NOT g.rolsuper
                   FROM pg_roles me
                   JOIN pg_roles g ON g.oid = a.roleid
                   WHERE me.rolname = current_user)
                """);
        return $"""
            SELECT pg_get_userbyid(a.roleid), pg_get_userbyid(a.member), a.admin_option, {options},
                   (SELECT g.rolname FROM pg_roles g WHERE g.oid = a.grantor),
                   {ForEach(role => IsMember(role, "MEMBER"))}, {ForEach(role => IsMember(role, "MEMBER WITH ADMIN OPTION"))},
                   {mayRevoke}
            FROM pg_auth_members a
            WHERE a.member IN ({ForEach(Oid)})
            ORDER BY 1, 2, 6
            """;
    }

    /// <summary>One column for the base, one for the clone and one for the owner role.</summary>
    public static string ForEach(Func<string, string> column) => string.Join(", ", new[] { "$1", "$2", "$3" }.Select(column));

    private static string IsMember(string role, string how) =>
        $"coalesce(pg_has_role({Oid(role)}, a.roleid, '{how}'), false)";

    /// <summary>The number of a role, null where there is none.</summary>
    private static string Oid(string role) => $"to_regrole(quote_ident(nullif({role}, '')))";
}
