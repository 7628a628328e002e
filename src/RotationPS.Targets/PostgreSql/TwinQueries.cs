namespace RotationPS.Targets.PostgreSql;

/// <summary>
/// What the catalogue is asked about that which a base ($1), its clone ($2) and their owner role ($3) have. Every account may
/// read what is read here. pg_shdepend knows what a role has to do with, in every database, without going through every object.
/// </summary>
internal static class TwinQueries
{
    /// <summary>Since PostgreSQL 15 a right to set a parameter can be granted.</summary>
    private const int ParameterRightsVersion = 15;

    /// <summary>The clone alone, where it is a member of the base: what is the base's is its own then, and may be very much.</summary>
    public const string OnlyClone = "$2";

    /// <summary>Both accounts.</summary>
    public const string BothAccounts = "$1, $2";

    public const string Remote = """
        SELECT d.datname, r.rolname, s.deptype = 'o', count(*), count(*) FILTER (WHERE NOT EXISTS (
            SELECT FROM pg_shdepend w
            JOIN pg_roles k ON k.oid = w.refobjid
            WHERE k.rolname = $3 AND w.refclassid = 'pg_authid'::regclass
              AND w.dbid = s.dbid AND w.classid = s.classid AND w.objid = s.objid))
        FROM pg_shdepend s
        JOIN pg_roles r ON r.oid = s.refobjid
        JOIN pg_database d ON d.oid = s.dbid
        WHERE r.rolname IN ($1, $2) AND s.refclassid = 'pg_authid'::regclass AND s.deptype IN ('o', 'a')
          AND d.datname <> current_database()
          AND NOT (s.deptype = 'o' AND s.classid IN ('pg_default_acl'::regclass, 'pg_user_mapping'::regclass))
        GROUP BY d.datname, r.rolname, s.deptype
        ORDER BY d.datname, r.rolname, s.deptype
        """;

    public const string Defaults = """
        WITH me AS (SELECT oid FROM pg_roles WHERE rolname = current_user),
             kind (objtype, acltype, name) AS (
                 VALUES ('r', 'r', 'TABLES'), ('S', 's', 'SEQUENCES'), ('f', 'f', 'FUNCTIONS'), ('T', 'T', 'TYPES'), ('n', 'n', 'SCHEMAS')),
             entry AS (
                 SELECT r.oid AS creator, NULL::oid AS schema, k.name, coalesce(d.defaclacl, acldefault(k.acltype::"char", r.oid)) AS acl
                 FROM pg_roles r
                 CROSS JOIN kind k
                 LEFT JOIN pg_default_acl d ON d.defaclrole = r.oid AND d.defaclnamespace = 0 AND d.defaclobjtype = k.objtype::"char"
                 WHERE r.rolname IN ($1, $2, $3) OR d.oid IS NOT NULL
                 UNION ALL
                 SELECT d.defaclrole, d.defaclnamespace, k.name, d.defaclacl
                 FROM pg_default_acl d
                 JOIN kind k ON d.defaclobjtype = k.objtype::"char"
                 WHERE d.defaclnamespace <> 0)
        SELECT c.rolname, n.nspname, e.name, g.rolname, x.privilege_type, x.is_grantable, pg_has_role(me.oid, c.oid, 'USAGE')
        FROM me
        CROSS JOIN entry e
        JOIN pg_roles c ON c.oid = e.creator
        LEFT JOIN pg_namespace n ON n.oid = e.schema
        CROSS JOIN LATERAL aclexplode(e.acl) AS x
        LEFT JOIN pg_roles g ON g.oid = x.grantee
        WHERE x.grantee <> e.creator AND (c.rolname IN ($1, $2, $3) OR g.rolname IN ($1, $2, $3))
        ORDER BY 1, 2, 3, 4, 5
        """;

    /// <summary>Credentials for everybody serve all three.</summary>
    public const string Mappings = """
        SELECT quote_ident(srvname), bool_or(umuser = 0 OR usename = $1), bool_or(umuser = 0 OR usename = $2), bool_or(umuser = 0 OR usename = $3)
        FROM pg_user_mappings
        WHERE umuser = 0 OR usename IN ($1, $2, $3)
        GROUP BY srvname
        ORDER BY srvname
        """;

    public static readonly string Policies = $"""
        SELECT quote_ident(p.polname), i.identity, {RoleQueries.ForEach(IsNamed)}, (
            SELECT string_agg(CASE u WHEN 0 THEN 'PUBLIC' ELSE quote_ident(r.rolname) END, ', ')
            FROM unnest(p.polroles) AS u
            LEFT JOIN pg_roles r ON r.oid = u)
        FROM pg_policy p
        CROSS JOIN LATERAL pg_identify_object('pg_class'::regclass, p.polrelid, 0) AS i
        WHERE EXISTS (SELECT FROM unnest(p.polroles) AS u JOIN pg_roles r ON r.oid = u WHERE r.rolname IN ($1, $2, $3))
        ORDER BY i.identity, p.polname
        """;

    /// <summary>Temporary objects are left out: they go with the session that made them.</summary>
    /// <param name="holders">Whose objects.</param>
    public static string Owned(string holders) => $$"""
        SELECT is_shared, kind, identity, rolname, total
        FROM (
            SELECT s.dbid = 0 AS is_shared, upper(i.type) AS kind, i.identity, r.rolname,
                   count(*) OVER (PARTITION BY r.oid) AS total,
                   row_number() OVER (PARTITION BY r.oid ORDER BY i.type, i.identity) AS number
            FROM pg_shdepend s
            JOIN pg_roles r ON r.oid = s.refobjid
            CROSS JOIN LATERAL pg_identify_object(s.classid, s.objid, s.objsubid) AS i
            WHERE r.rolname IN ({{holders}}) AND $1 || $2 || $3 IS NOT NULL
              AND s.refclassid = 'pg_authid'::regclass AND s.deptype = 'o'
              AND s.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
              AND s.classid NOT IN ('pg_default_acl'::regclass, 'pg_user_mapping'::regclass)
              AND i.identity IS NOT NULL AND coalesce(i.schema, '') NOT LIKE 'pg\_temp%'
        ) AS owned
        WHERE number <= {{OwnedObject.Listed}}
        ORDER BY rolname, number
        """;

    /// <param name="holders">Whose rights.</param>
    /// <param name="majorVersion">The server's version.</param>
    public static string Grants(string holders, int majorVersion)
    {
        var parameters = majorVersion >= ParameterRightsVersion
            ? "UNION ALL SELECT d.*, 10::oid, c.paracl, c.paracl, 'PARAMETER', NULL FROM dependency d JOIN pg_parameter_acl c ON d.classid = 'pg_parameter_acl'::regclass AND c.oid = d.objid"
            : string.Empty;
        return $"""
            WITH me AS (SELECT oid FROM pg_roles WHERE rolname = current_user),
                 holder AS (SELECT oid, rolname FROM pg_roles WHERE rolname IN ({holders})),
                 dependency AS (
                     SELECT DISTINCT s.classid, s.objid, s.objsubid
                     FROM pg_shdepend s
                     JOIN holder h ON h.oid = s.refobjid
                     WHERE s.refclassid = 'pg_authid'::regclass AND s.deptype = 'a'
                       AND s.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))),
                 object (classid, objid, objsubid, owner, acl, wide, kind, col) AS (
                     SELECT d.*, c.relowner, c.relacl, c.relacl, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, NULL
                     FROM dependency d
                     JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
                     WHERE d.objsubid = 0
                     UNION ALL
                     SELECT d.*, c.relowner, a.attacl, a.attacl || c.relacl, 'TABLE', quote_ident(a.attname)
                     FROM dependency d
                     JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
                     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid
                     WHERE NOT a.attisdropped
                     {Of("pg_namespace", "nspowner", "nspacl", "SCHEMA")}
                     {Of("pg_proc", "proowner", "proacl", "ROUTINE")}
                     {Of("pg_type", "typowner", "typacl", "TYPE")}
                     {Of("pg_language", "lanowner", "lanacl", "LANGUAGE")}
                     {Of("pg_foreign_data_wrapper", "fdwowner", "fdwacl", "FOREIGN DATA WRAPPER")}
                     {Of("pg_foreign_server", "srvowner", "srvacl", "FOREIGN SERVER")}
                     {Of("pg_largeobject_metadata", "lomowner", "lomacl", "LARGE OBJECT", classOf: "pg_largeobject")}
                     {Of("pg_database", "datdba", "datacl", "DATABASE")}
                     {Of("pg_tablespace", "spcowner", "spcacl", "TABLESPACE")}
                     {parameters})
            SELECT o.classid IN ('pg_database'::regclass, 'pg_tablespace'::regclass, to_regclass('pg_parameter_acl')), o.kind, i.identity, o.col,
                   x.privilege_type, x.is_grantable, h.rolname, coalesce(w.rolname, ''), k.rolname, {RoleQueries.ForEach(Has)},
                   EXISTS (SELECT FROM aclexplode(o.acl) AS z WHERE z.grantor = x.grantee AND z.grantee <> x.grantee),
                   pg_has_role(me.oid, o.owner, 'USAGE')
            FROM me
            CROSS JOIN object o
            JOIN pg_roles k ON k.oid = o.owner
            CROSS JOIN LATERAL pg_identify_object(o.classid, o.objid, 0) AS i
            CROSS JOIN LATERAL aclexplode(o.acl) AS x
            JOIN holder h ON h.oid = x.grantee
            LEFT JOIN pg_roles w ON w.oid = x.grantor
            WHERE i.identity IS NOT NULL AND coalesce(i.schema, '') NOT LIKE 'pg\_temp%'
            ORDER BY o.kind, i.identity, o.col, x.privilege_type, h.rolname
            """;
    }

    private static string Of(string catalogue, string owner, string acl, string kind, string? classOf = null) =>
        $"""
        UNION ALL
        SELECT d.*, c.{owner}, c.{acl}, c.{acl}, '{kind}', NULL
        FROM dependency d
        JOIN {catalogue} c ON d.classid = '{classOf ?? catalogue}'::regclass AND c.oid = d.objid
        """;

    private static string IsNamed(string role) =>
        $"EXISTS (SELECT FROM unnest(p.polroles) AS u JOIN pg_roles r ON r.oid = u WHERE r.rolname = {role})";

    /// <summary>Whether a role has the privilege at hand: by owning the object, or by a grant to it, to a role it is in, or to everybody.</summary>
    private static string Has(string role) => $"""
        coalesce((
            SELECT pg_has_role(r.oid, o.owner, 'USAGE') OR EXISTS (
                SELECT FROM aclexplode(o.wide) AS y
                WHERE y.privilege_type = x.privilege_type AND (y.is_grantable OR NOT x.is_grantable)
                  AND (y.grantee = 0 OR pg_has_role(r.oid, y.grantee, 'USAGE')))
            FROM pg_roles r WHERE r.rolname = {role}), false)
        """;
}
