namespace RotationPS.Targets.SqlServer.Reading;

/// <summary>
/// What is read of one database. Users are found by <c>@baseSid</c> and <c>@cloneSid</c>, for a user may bear another name
/// than its login; <c>@cloneUser</c> is the name that the clone's user is to have.
/// </summary>
internal static class DatabaseQueries
{
    /// <summary>Users that a database alone knows, by name.</summary>
    public const string Contained = """
        SELECT p.name, p.sid, p.default_schema_name, p.default_language_name
        FROM sys.database_principals AS p
        WHERE p.name IN (@base, @clone) AND p.authentication_type = 2
        """;

    /// <summary>The sid of every user that a database alone knows, to find out whose clone one is.</summary>
    public const string Sids = "SELECT p.name, p.sid FROM sys.database_principals AS p WHERE p.authentication_type = 2";

    /// <summary>Whose clone an adopted user is: its base alone may see its definition. See <see cref="CloneMark"/>.</summary>
    public const string Marks = """
        SELECT g.name
        FROM sys.database_permissions AS dp
        INNER JOIN sys.database_principals AS g ON g.principal_id = dp.grantee_principal_id
        INNER JOIN sys.database_principals AS t ON t.principal_id = dp.major_id
        WHERE dp.class = 4 AND dp.permission_name = N'VIEW DEFINITION' AND dp.state = N'G' AND t.name = @clone AND g.authentication_type = 2
        """;

    public const string Users = """
        SELECT p.name, p.sid, p.type, p.default_schema_name, p.default_language_name
        FROM sys.database_principals AS p
        WHERE p.sid IN (@baseSid, @cloneSid) OR p.name = @cloneUser
        """;

    public const string Roles = """
        SELECT m.sid, r.name
        FROM sys.database_role_members AS rm
        INNER JOIN sys.database_principals AS m ON m.principal_id = rm.member_principal_id
        INNER JOIN sys.database_principals AS r ON r.principal_id = rm.role_principal_id
        WHERE m.sid IN (@baseSid, @cloneSid)
        """;

    public const string Permissions = """
        SELECT g.sid, CONVERT(int, dp.class), dp.major_id, dp.minor_id, dp.permission_name, dp.state, a.name,
               COALESCE(os.name, ts.name), COALESCE(o.name, s.name, u.name, t.name), u.type, c.name
        FROM sys.database_permissions AS dp
        INNER JOIN sys.database_principals AS g ON g.principal_id = dp.grantee_principal_id
        INNER JOIN sys.database_principals AS a ON a.principal_id = dp.grantor_principal_id
        LEFT JOIN sys.all_objects AS o ON dp.class = 1 AND o.object_id = dp.major_id
        LEFT JOIN sys.schemas AS os ON os.schema_id = o.schema_id
        LEFT JOIN sys.all_columns AS c ON dp.class = 1 AND c.object_id = dp.major_id AND c.column_id = dp.minor_id
        LEFT JOIN sys.schemas AS s ON dp.class = 3 AND s.schema_id = dp.major_id
        LEFT JOIN sys.database_principals AS u ON dp.class = 4 AND u.principal_id = dp.major_id
        LEFT JOIN sys.types AS t ON dp.class = 6 AND t.user_type_id = dp.major_id
        LEFT JOIN sys.schemas AS ts ON ts.schema_id = t.schema_id
        WHERE g.sid IN (@baseSid, @cloneSid)
        """;

    public const string Holdings = """
        SELECT p.sid, N'SCHEMA', s.name
        FROM sys.schemas AS s INNER JOIN sys.database_principals AS p ON p.principal_id = s.principal_id
        WHERE p.sid IN (@baseSid, @cloneSid) AND p.name <> N'dbo'
        UNION ALL
        SELECT p.sid, N'ROLE', r.name
        FROM sys.database_principals AS r INNER JOIN sys.database_principals AS p ON p.principal_id = r.owning_principal_id
        WHERE p.sid IN (@baseSid, @cloneSid) AND p.name <> N'dbo'
        UNION ALL
        SELECT p.sid, N'OBJECT', o.name
        FROM sys.objects AS o INNER JOIN sys.database_principals AS p ON p.principal_id = o.principal_id
        WHERE p.sid IN (@baseSid, @cloneSid) AND p.name <> N'dbo'
        """;

    /// <summary>Everything else that belongs to somebody, in a database that has it: rarely, so it is asked for by itself.</summary>
    public static string NamesOf(SecurableClass kind) =>
        kind.HasSchema
            ? $"SELECT x.{kind.IdColumn}, s.name, x.name FROM sys.{kind.View} AS x INNER JOIN sys.schemas AS s ON s.schema_id = x.schema_id"
            : $"SELECT x.{kind.IdColumn}, CONVERT(nvarchar(128), NULL), x.name FROM sys.{kind.View} AS x";

    /// <summary>In which of several databases of one server the base or the clone has a user.</summary>
    public static string Whereabouts(IEnumerable<string> databases) => string.Join(
        "\nUNION ALL\n",
        databases.Select(database =>
            $"SELECT {SqlServerText.Literal(database)} FROM {SqlServerText.Identifier(database)}.sys.database_principals AS p WHERE p.sid IN (@baseSid, @cloneSid)"));
}
