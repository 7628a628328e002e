namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>
/// The catalog views of the server.
/// Who sees what: https://learn.microsoft.com/sql/relational-databases/security/metadata-visibility-configuration and each view's own page.
/// </summary>
internal static class ServerViews
{
    private const string PrincipalColumns =
        "name, principal_id int, sid bin, type, type_desc, is_disabled bit, create_date date, modify_date date, default_database_name, default_language_name, credential_id int, owning_principal_id int, is_fixed_role bit";

    public static CatalogView[] All { get; } =
    [
        new("server_principals", PrincipalColumns, Principals),
        new("sql_logins", PrincipalColumns.Replace(", owning_principal_id int, is_fixed_role bit", ", is_policy_checked bit, is_expiration_checked bit, password_hash bin", StringComparison.Ordinal), Logins),
        new("server_role_members", "role_principal_id int, member_principal_id int", RoleMembers),
        new(
            "server_permissions",
            "class tiny, class_desc, major_id int, minor_id int, grantee_principal_id int, grantor_principal_id int, type, permission_name, state, state_desc",
            Permissions),
        new(
            "databases",
            "name, database_id int, owner_sid bin, create_date date, compatibility_level tiny, collation_name, user_access tiny, user_access_desc, is_read_only bit, state tiny, state_desc, containment tiny, containment_desc, source_database_id int, is_in_standby bit, is_distributor bit, replica_id guid, group_database_id guid",
            Databases),
        new("endpoints", "name, endpoint_id int, principal_id int, protocol tiny, protocol_desc, type tiny, type_desc, state tiny, state_desc, is_admin_endpoint bit", Endpoints),
        new("availability_groups", "group_id guid, name, resource_id", _ => []),
        new("availability_replicas", "replica_id guid, group_id guid, replica_metadata_id int, replica_server_name", _ => []),
        new("credentials", "credential_id int, name, credential_identity, create_date date, modify_date date", _ => []),
        new("server_principal_credentials", "principal_id int, credential_id int", _ => []),
        new("linked_logins", "server_id int, local_principal_id int, uses_self_credential bit, remote_name, modify_date date", _ => []),
        new("servers", "server_id int, name, product, provider, is_linked bit", _ => [[0, SqlCatalogue.ServerName, "SQL Server", "MSOLEDBSQL", false]]),
        new("dm_exec_sessions", "session_id small, login_name, program_name, database_id small, is_user_process bit, status, login_time date, host_name, original_login_name", Sessions),
        new("dm_exec_connections", "session_id int, encrypt_option, auth_scheme, net_transport", Connections),
        new("syslanguages", "langid small, name, alias", _ => [[(short)0, "us_english", "English"], [(short)1, "Deutsch", "German"], [(short)2, "Français", "French"]]),
    ];

    private static bool Sees(StatementContext context, ServerPrincipal principal) =>
        context.Access.ServerTokens.Contains(principal.Id) || principal.IsFixedRole || principal.Id == 1
        || context.Access.Has(new Need(null, SecurableClasses.ServerPrincipal, principal.Id, 0, "VIEW DEFINITION"))
        || context.Server.Permissions.Exists(row =>
            row is { Class: SecurableClasses.ServerPrincipal, Gives: true } && row.Major == principal.Id && context.Access.ServerTokens.Contains(row.Grantee));

    private static object?[] Principal(ServerPrincipal principal) =>
    [
        principal.Name, principal.Id, principal.Sid, principal.Type.ToString(), principal.Type == 'S' ? "SQL_LOGIN" : "SERVER_ROLE", principal.IsDisabled,
        principal.Created, principal.Modified, principal.DefaultDatabase, principal.DefaultLanguage, null, principal.OwnerId, principal.IsFixedRole,
    ];

    private static IEnumerable<object?[]> Principals(StatementContext context) =>
        context.Server.Principals.Where(principal => Sees(context, principal)).Select(Principal);

    private static IEnumerable<object?[]> Logins(StatementContext context) =>
        context.Server.Principals.Where(principal => principal.Type == 'S' && Sees(context, principal)).Select(login => (object?[])
        [
            .. Principal(login)[..11], login.IsPolicyChecked, login.IsExpirationChecked,
            context.Access.HasServer("CONTROL SERVER") ? login.PasswordHash : null,
        ]);

    private static IEnumerable<object?[]> RoleMembers(StatementContext context) => context.Server.RoleMembers
        .Where(pair => context.Access.Login?.Id == pair.Member
            || context.Access.Has(new Need(null, SecurableClasses.ServerPrincipal, pair.Role, 0, "VIEW DEFINITION")))
        .Select(pair => (object?[])[pair.Role, pair.Member]);

    private static IEnumerable<object?[]> Permissions(StatementContext context) => context.Server.Permissions
        .Where(row => context.Server.Principal(row.Grantee) is { } grantee
            && (context.Access.ServerTokens.Contains(row.Grantee)
                || context.Access.Has(new Need(null, SecurableClasses.ServerPrincipal, grantee.Id, 0, "VIEW DEFINITION"))))
        .Select(Permission);

    public static object?[] Permission(PermissionRow row) =>
    [
        row.Class, SecurableClasses.Description(row.Class), row.Major, row.Minor, row.Grantee, row.Grantor, PermissionCodes.Of(row.Permission),
        row.Permission, row.State.ToString(), row.StateName,
    ];

    private static IEnumerable<object?[]> Databases(StatementContext context) => context.Server.Databases
        .Where(database => database.Id <= 2 || context.Database.Id == database.Id || context.Access.HasServer("VIEW ANY DATABASE")
            || context.Access.Login?.Sid.AsSpan().SequenceEqual(database.OwnerSid) == true)
        .Select(database => (object?[])
        [
            database.Name, database.Id, database.OwnerSid, database.Created, (byte)160, "SQL_Latin1_General_CP1_CI_AS", (byte)0, "MULTI_USER",
            database.IsReadOnly, (byte)(database.IsOffline ? 6 : 0), database.IsOffline ? "OFFLINE" : "ONLINE", (byte)(database.IsContained ? 1 : 0),
            database.IsContained ? "PARTIAL" : "NONE", null, false, false, null, null,
        ]);

    private static IEnumerable<object?[]> Endpoints(StatementContext context) =>
        context.Catalogue.Flavour == SqlFlavour.AzureSqlDatabase
            ? []
            : [["TSQL Default TCP", 4, 1, (byte)2, "TCP", (byte)2, "TSQL", (byte)0, "STARTED", false]];

    private static IEnumerable<object?[]> Sessions(StatementContext context) => context.Catalogue.Sessions
        .Where(session => session == context.Session || context.Access.HasServer("VIEW SERVER STATE"))
        .Select(session => (object?[])
        [
            session.Spid, session.Caller.Name, session.ApplicationName, (short)(context.Server.Database(session.Database)?.Id ?? 1), true, "sleeping",
            session.LoggedIn, null, session.Caller.Name,
        ]);

    private static IEnumerable<object?[]> Connections(StatementContext context) => context.Catalogue.Sessions
        .Where(session => session == context.Session || context.Access.HasServer("VIEW SERVER STATE"))
        .Select(session => (object?[])[(int)session.Spid, session.IsEncrypted ? "TRUE" : "FALSE", "SQL", "TCP"]);
}
