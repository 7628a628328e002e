namespace RotationPS.Targets.SqlServer.Reading;

/// <summary>
/// What is read of the server and its logins. <c>@base</c> and <c>@clone</c> are names. See
/// https://learn.microsoft.com/sql/relational-databases/system-catalog-views/security-catalog-views-transact-sql.
/// </summary>
internal static class ServerQueries
{
    /// <summary>What kind of server this is, and whether the session's account lives in this database alone.</summary>
    public const string Session = """
        SELECT CONVERT(int, SERVERPROPERTY(N'EngineEdition')), CONVERT(int, SERVERPROPERTY(N'Babelfish')),
               (SELECT CONVERT(int, p.authentication_type) FROM sys.database_principals AS p WHERE p.name = CURRENT_USER), DB_NAME()
        """;

    /// <summary>What the session may do to logins.</summary>
    public const string Powers = """
        SELECT HAS_PERMS_BY_NAME(NULL, NULL, N'ALTER ANY LOGIN'), HAS_PERMS_BY_NAME(NULL, NULL, N'CONTROL SERVER')
        """;

    /// <summary>The same on Azure, asked in master: its server administrator is dbo there, and others are in a role.</summary>
    public const string AzurePowers = """
        SELECT CASE WHEN IS_ROLEMEMBER(N'loginmanager') = 1 OR IS_ROLEMEMBER(N'db_owner') = 1 THEN 1 ELSE 0 END,
               CASE WHEN IS_ROLEMEMBER(N'db_owner') = 1 THEN 1 ELSE 0 END
        """;

    /// <summary>What the session may do to users of its own database.</summary>
    public const string DatabasePowers = """
        SELECT HAS_PERMS_BY_NAME(QUOTENAME(DB_NAME()), N'DATABASE', N'ALTER ANY USER'), HAS_PERMS_BY_NAME(QUOTENAME(DB_NAME()), N'DATABASE', N'ALTER ANY ROLE')
        """;

    /// <summary>A default database that was dropped is still named, and refused where it is given to another login (15010).</summary>
    public const string Logins = """
        SELECT p.name, p.sid, p.type, p.is_disabled,
               CASE WHEN DB_ID(p.default_database_name) IS NULL THEN NULL ELSE p.default_database_name END, p.default_language_name,
               l.is_policy_checked, l.is_expiration_checked
        FROM sys.server_principals AS p
        LEFT JOIN sys.sql_logins AS l ON l.principal_id = p.principal_id
        WHERE p.name IN (@base, @clone)
        """;

    /// <summary>The same on Azure, where logins are all that master knows of the server.</summary>
    public const string AzureLogins = """
        SELECT p.name, p.sid, p.type, p.is_disabled FROM sys.sql_logins AS p WHERE p.name IN (@base, @clone)
        """;

    /// <summary>The databases of a server on Azure.</summary>
    public const string AzureDatabases = "SELECT d.name, d.state_desc, d.is_read_only FROM sys.databases AS d ORDER BY d.name";

    /// <summary>The sid of every login, to find out whose clone one is.</summary>
    public const string Sids = "SELECT l.name, l.sid FROM sys.sql_logins AS l";

    public const string Roles = """
        SELECT m.name, r.name
        FROM sys.server_role_members AS rm
        INNER JOIN sys.server_principals AS m ON m.principal_id = rm.member_principal_id
        INNER JOIN sys.server_principals AS r ON r.principal_id = rm.role_principal_id
        WHERE m.name IN (@base, @clone)
        """;

    public const string Permissions = """
        SELECT g.name, CONVERT(int, sp.class), sp.major_id, sp.minor_id, sp.permission_name, sp.state, o.name, CONVERT(nvarchar(128), NULL),
               COALESCE(t.name, e.name), t.type, CONVERT(nvarchar(128), NULL)
        FROM sys.server_permissions AS sp
        INNER JOIN sys.server_principals AS g ON g.principal_id = sp.grantee_principal_id
        INNER JOIN sys.server_principals AS o ON o.principal_id = sp.grantor_principal_id
        LEFT JOIN sys.server_principals AS t ON sp.class = 101 AND t.principal_id = sp.major_id
        LEFT JOIN sys.endpoints AS e ON sp.class = 105 AND e.endpoint_id = sp.major_id
        WHERE g.name IN (@base, @clone)
        """;

    /// <summary>Whose clone an adopted login is: its base alone may see its definition. See <see cref="CloneMark"/>.</summary>
    public const string Marks = """
        SELECT g.name
        FROM sys.server_permissions AS sp
        INNER JOIN sys.server_principals AS g ON g.principal_id = sp.grantee_principal_id
        INNER JOIN sys.server_principals AS t ON t.principal_id = sp.major_id
        WHERE sp.class = 101 AND sp.permission_name = N'VIEW DEFINITION' AND sp.state = N'G' AND t.name = @clone AND g.type = N'S'
        """;

    public const string Holdings = """
        SELECT p.name, N'ENDPOINT', e.name
        FROM sys.endpoints AS e INNER JOIN sys.server_principals AS p ON p.principal_id = e.principal_id
        WHERE p.name IN (@base, @clone)
        UNION ALL
        SELECT p.name, N'SERVER ROLE', r.name
        FROM sys.server_principals AS r INNER JOIN sys.server_principals AS p ON p.principal_id = r.owning_principal_id
        WHERE p.name IN (@base, @clone)
        UNION ALL
        SELECT p.name, N'LINKED SERVER', s.name
        FROM sys.linked_logins AS l
        INNER JOIN sys.servers AS s ON s.server_id = l.server_id
        INNER JOIN sys.server_principals AS p ON p.principal_id = l.local_principal_id
        WHERE p.name IN (@base, @clone)
        UNION ALL
        SELECT p.name, N'CREDENTIAL', c.name
        FROM sys.server_principals AS p INNER JOIN sys.credentials AS c ON c.credential_id = p.credential_id
        WHERE p.name IN (@base, @clone)
        """;

    /// <summary>
    /// The databases, and whether the session sees who is in each. tempdb and model are left out: the one is made anew
    /// at every start, from the other.
    /// </summary>
    public const string Databases = """
        SELECT d.name, d.state_desc, d.is_read_only, HAS_DBACCESS(d.name), d.owner_sid,
               CONVERT(nvarchar(60), DATABASEPROPERTYEX(d.name, N'Updateability')),
               HAS_PERMS_BY_NAME(QUOTENAME(d.name), N'DATABASE', N'VIEW DEFINITION')
        FROM sys.databases AS d
        WHERE d.name NOT IN (N'tempdb', N'model')
        ORDER BY d.name
        """;

    /// <summary>Jobs of SQL Server Agent; a server may have none.</summary>
    public const string Jobs = "SELECT j.name FROM msdb.dbo.sysjobs AS j WHERE j.owner_sid = @sid";

    public const string AvailabilityGroups = """
        SELECT r.replica_metadata_id, g.name
        FROM sys.availability_groups AS g INNER JOIN sys.availability_replicas AS r ON r.group_id = g.group_id
        """;
}
