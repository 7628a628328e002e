namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>The catalog views of a database's users, roles and permissions.</summary>
internal static class PrincipalViews
{
    public static CatalogView[] All { get; } =
    [
        new(
            "database_principals",
            "name, principal_id int, type, type_desc, default_schema_name, create_date date, modify_date date, owning_principal_id int, sid bin, is_fixed_role bit, authentication_type int, authentication_type_desc, default_language_name, default_language_lcid int, allow_encrypted_value_modifications bit",
            Principals),
        new("database_role_members", "role_principal_id int, member_principal_id int", RoleMembers),
        new(
            "database_permissions",
            "class tiny, class_desc, major_id int, minor_id int, grantee_principal_id int, grantor_principal_id int, type, permission_name, state, state_desc",
            Permissions),
        new("schemas", "name, schema_id int, principal_id int", Schemas),
        new("extended_properties", "class tiny, class_desc, major_id int, minor_id int, name, value", Properties),
    ];

    public static bool Sees(StatementContext context, DatabasePrincipal principal) =>
        principal.Id is >= 0 and <= 4 || principal.IsFixedRole || context.Access.Tokens(context.Database).Contains(principal.Id)
        || (principal.OwnerId is { } owner && context.Access.Tokens(context.Database).Contains(owner))
        || context.Access.HasDatabase(context.Database, principal.IsUser ? "ALTER ANY USER" : "ALTER ANY ROLE")
        || Knows(context, principal);

    private static bool Knows(StatementContext context, DatabasePrincipal principal) =>
        context.Access.Has(new Need(context.Database, SecurableClasses.DatabasePrincipal, principal.Id, 0, "VIEW DEFINITION"))
        || context.Access.HasDatabase(context.Database, "VIEW SECURITY DEFINITION")
        || context.Database.Permissions.Exists(row => row is { Class: SecurableClasses.DatabasePrincipal, Gives: true } && row.Major == principal.Id
            && context.Access.Tokens(context.Database).Contains(row.Grantee));

    private static IEnumerable<object?[]> Principals(StatementContext context) => context.Database.Principals
        .Where(principal => Sees(context, principal))
        .Select(principal => (object?[])
        [
            principal.Name, principal.Id, principal.Type.ToString(), principal.IsUser ? "SQL_USER" : "DATABASE_ROLE", principal.DefaultSchema,
            principal.Created, principal.Modified, principal.OwnerId, principal.Sid, principal.IsFixedRole, principal.Authentication,
            principal.Authentication switch { 1 => "INSTANCE", 2 => "DATABASE", _ => "NONE" }, principal.DefaultLanguage, null, false,
        ]);

    private static IEnumerable<object?[]> RoleMembers(StatementContext context) => context.Database.RoleMembers
        .Where(pair => context.Access.Tokens(context.Database).Contains(pair.Member)
            || (context.Database.Principal(pair.Role) is { } role && (Knows(context, role) || context.Access.IsMember(context.Database, "db_securityadmin"))))
        .Select(pair => (object?[])[pair.Role, pair.Member]);

    private static IEnumerable<object?[]> Permissions(StatementContext context) => context.Database.Permissions
        .Where(row => context.Database.Principal(row.Grantee) is { } grantee
            && (context.Access.Tokens(context.Database).Contains(row.Grantee) || context.Access.Tokens(context.Database).Contains(row.Grantor)
                || context.Access.HasDatabase(context.Database, grantee.IsUser ? "ALTER ANY USER" : "ALTER ANY ROLE") || Knows(context, grantee)))
        .Select(ServerViews.Permission);

    private static IEnumerable<object?[]> Schemas(StatementContext context) => context.Database.Schemas
        .Where(schema => schema.Id is >= 1 and <= 4 or >= 16384 || context.Access.Tokens(context.Database).Contains(schema.OwnerId)
            || SeesSchema(context, schema))
        .Select(schema => (object?[])[schema.Name, schema.Id, schema.OwnerId]);

    private static bool SeesSchema(StatementContext context, SchemaModel schema) =>
        context.Access.Has(new Need(context.Database, SecurableClasses.Schema, schema.Id, 0, "VIEW DEFINITION"))
        || context.Access.Has(new Need(context.Database, SecurableClasses.Schema, schema.Id, 0, "ALTER"))
        || context.Access.Has(new Need(context.Database, SecurableClasses.Schema, schema.Id, 0, "SELECT"))
        || context.Database.Permissions.Exists(row => row is { Class: SecurableClasses.Schema, Gives: true } && row.Major == schema.Id
            && context.Access.Tokens(context.Database).Contains(row.Grantee));

    private static IEnumerable<object?[]> Properties(StatementContext context) => context.Database.Properties
        .Where(property => property.Class switch
        {
            SecurableClasses.DatabasePrincipal => context.Database.Principal(property.Major) is { } principal && Sees(context, principal),
            SecurableClasses.Object => context.Database.Objects.Find(item => item.Id == property.Major) is { } item && context.Sees(context.Database, item),
            _ => true,
        })
        .Select(property => (object?[])
            [property.Class, SecurableClasses.Description(property.Class), property.Major, property.Minor, property.Name, property.Value]);
}
