using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>CREATE and DROP SCHEMA, ALTER AUTHORIZATION.</summary>
/// <param name="context">What the statement is run on.</param>
internal sealed class SchemaStatements(StatementContext context)
{
    private DatabaseModel Database => context.Database;

    public void Run(TSqlStatement statement)
    {
        switch (statement)
        {
            case CreateSchemaStatement create:
                Create(create);
                break;
            case DropSchemaStatement drop:
                Drop(drop);
                break;
            case AlterAuthorizationStatement alter:
                Alter(alter);
                break;
        }
    }

    private void Create(CreateSchemaStatement create)
    {
        if (!context.Access.HasDatabase(Database, "CREATE SCHEMA"))
        {
            throw Errors.DeniedInDatabase("CREATE SCHEMA", Database.Name);
        }

        var owner = create.Owner is null ? context.Access.UserIn(Database)! : Principal(create.Owner.Value);
        var name = create.Name?.Value ?? owner.Name;
        if (Database.Schema(name) is not null)
        {
            throw Errors.Of(2714, $"There is already an object named '{name}' in the database.", 16, 6);
        }

        Database.Schemas.Add(new SchemaModel(Database.NextSchemaId++, name, owner.Id));
        foreach (var statement in create.StatementList?.Statements ?? [])
        {
            throw new UnknownToCatalogueException($"{statement.GetType().Name} inside CREATE SCHEMA");
        }
    }

    private DatabasePrincipal Principal(string name) => Database.Principal(name) ?? throw Errors.Missing("find", "user", name);

    private void Drop(DropSchemaStatement drop)
    {
        var name = drop.Schema.BaseIdentifier.Value;
        var schema = Database.Schema(name);
        if (schema is null && drop.IsIfExists)
        {
            return;
        }

        if (schema is null || !context.Access.Has(new Need(Database, SecurableClasses.Schema, schema.Id, 0, "CONTROL")))
        {
            throw Errors.Missing("drop", "schema", name);
        }

        if (Database.Objects.Find(item => item.SchemaId == schema.Id) is { } inside)
        {
            throw Errors.Of(3729, $"Cannot drop schema '{name}' because it is being referenced by object '{inside.Name}'.");
        }

        Database.Schemas.Remove(schema);
        Database.Permissions.RemoveAll(row => row.Class == SecurableClasses.Schema && row.Major == schema.Id);
    }

    private void Alter(AlterAuthorizationStatement alter)
    {
        var target = alter.SecurityTargetObject;
        var name = target.ObjectName.MultiPartIdentifier.Identifiers[^1].Value;
        switch (target.ObjectKind)
        {
            case SecurityObjectKind.Database:
                ChangeDatabase(name, alter.PrincipalName.Value);
                break;
            case SecurityObjectKind.Schema:
                var schema = Database.Schema(name) ?? throw Errors.Missing("find", "schema", name);
                Check(new Need(Database, SecurableClasses.Schema, schema.Id, 0, "TAKE OWNERSHIP"), "schema", name);
                Database.Schemas[Database.Schemas.IndexOf(schema)] = schema with { OwnerId = Principal(alter.PrincipalName.Value).Id };
                Database.Permissions.RemoveAll(row => row.Class == SecurableClasses.Schema && row.Major == schema.Id);
                break;
            case SecurityObjectKind.Role:
                var role = Database.Principal(name) is { Type: 'R' } found ? found : throw Errors.Missing("find", "role", name);
                Check(new Need(Database, SecurableClasses.DatabasePrincipal, role.Id, 0, "TAKE OWNERSHIP"), "role", name);
                role.OwnerId = Principal(alter.PrincipalName.Value).Id;
                break;
            case SecurityObjectKind.NotSpecified or SecurityObjectKind.Object:
                var parts = target.ObjectName.MultiPartIdentifier.Identifiers;
                var item = context.Find(null, parts.Count > 1 ? parts[^2].Value : null, name).Object ?? throw Errors.Missing("find", "object", name);
                Check(Need.OfObject(Database, item, "TAKE OWNERSHIP"), "object", name);
                item.OwnerId = alter.ToSchemaOwner ? null : Principal(alter.PrincipalName.Value).Id;
                Database.Permissions.RemoveAll(row => row.Class == SecurableClasses.Object && row.Major == item.Id);
                break;
            default:
                throw new UnknownToCatalogueException($"ALTER AUTHORIZATION ON {target.ObjectKind}");
        }
    }

    private void Check(Need need, string kind, string name)
    {
        if (!context.Access.Has(need))
        {
            throw Errors.Missing("find", kind, name);
        }
    }

    private void ChangeDatabase(string name, string owner)
    {
        var database = context.Server.Database(name) ?? throw Errors.Missing("find", "database", name);
        Check(Need.OfDatabase(database, "TAKE OWNERSHIP"), "database", name);
        var login = context.Server.Login(owner) ?? throw Errors.Missing("find", "principal", owner);
        if (database.Principals.Exists(user => user.Id != 1 && user.Sid is { } sid && sid.AsSpan().SequenceEqual(login.Sid)))
        {
            throw Errors.Of(15110, "The proposed new database owner is already a user or aliased in the database.");
        }

        database.OwnerSid = login.Sid;
        database.Principal(1)!.Sid = login.Sid;
    }
}
