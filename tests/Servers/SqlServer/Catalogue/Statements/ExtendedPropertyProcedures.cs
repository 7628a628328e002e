namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>
/// sp_addextendedproperty, sp_updateextendedproperty and sp_dropextendedproperty.
/// Source: https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-addextendedproperty-transact-sql.
/// </summary>
internal static class ExtendedPropertyProcedures
{
    public static void Run(string procedure, ProcedureArguments arguments, StatementContext context)
    {
        ModelStatements.CheckWritable(context.Database);
        var isDrop = Names.Same(procedure, "sp_dropextendedproperty");
        var first = isDrop ? 1 : 2;
        arguments.Only("@name", "@value", "@level0type", "@level0name", "@level1type", "@level1name", "@level2type", "@level2name");
        var name = arguments.Text("@name", 0, string.Empty);
        var target = Find(arguments, first, context);
        var properties = context.Database.Properties;
        var before = properties.Find(property => property.Class == target.Class && property.Major == target.Major && property.Minor == target.Minor
            && Names.Same(property.Name, name));
        var described = arguments.Text("@level0name", first + 1, "object specified");
        if (Names.Same(procedure, "sp_addextendedproperty"))
        {
            if (before is not null)
            {
                throw Errors.Of(15233, $"Property cannot be added. Property '{name}' already exists for '{described}'.");
            }

            properties.Add(new ExtendedProperty(target.Class, target.Major, target.Minor, name, arguments.Value("@value", 1)));
            return;
        }

        if (before is null)
        {
            throw Errors.Of(15217, $"Property cannot be updated or deleted. Property '{name}' does not exist for '{described}'.");
        }

        properties.Remove(before);
        if (!isDrop)
        {
            properties.Add(before with { Value = arguments.Value("@value", 1) });
        }
    }

    private static Need Find(ProcedureArguments arguments, int first, StatementContext context)
    {
        var database = context.Database;
        var type = arguments.Text("@level0type", first, string.Empty).ToUpperInvariant();
        var name = arguments.Text("@level0name", first + 1, string.Empty);
        Need? target = type switch
        {
            "" => Need.OfDatabase(database, "ALTER"),
            "USER" => database.Principal(name) is { } principal ? new Need(database, SecurableClasses.DatabasePrincipal, principal.Id, 0, "ALTER") : null,
            "SCHEMA" => Schema(arguments, first, database, name),
            _ => throw new UnknownToCatalogueException($"extended properties on {type}"),
        };
        return target is { } found && context.Access.Has(found)
            ? found
            : throw Errors.Of(
                15135, $"Object is invalid. Extended properties are not permitted on '{(name.Length > 0 ? name : "object specified")}', or the object does not exist.", 16, 8);
    }

    private static Need? Schema(ProcedureArguments arguments, int first, DatabaseModel database, string name)
    {
        if (database.Schema(name) is not { } schema)
        {
            return null;
        }

        var inside = arguments.Text("@level1name", first + 3, string.Empty);
        if (inside.Length == 0)
        {
            return new Need(database, SecurableClasses.Schema, schema.Id, 0, "ALTER");
        }

        return database.Object(schema.Id, inside) is { } item ? Need.OfObject(database, item, "ALTER") : null;
    }
}
