using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>CREATE, ALTER and DROP of tables, views and procedures.</summary>
/// <param name="context">What the statement is run on.</param>
internal sealed class ObjectStatements(StatementContext context)
{
    private const int ObjectIdStep = 16000057;

    private DatabaseModel Database => context.Database;

    public void Run(TSqlStatement statement)
    {
        switch (statement)
        {
            case CreateTableStatement create:
                var table = Create(create.SchemaObjectName, "U", "CREATE TABLE", null);
                table.Columns.AddRange(create.Definition.ColumnDefinitions.Select((column, index) => Column(column, index + 1)));
                break;
            case CreateViewStatement create:
                var view = Create(create.SchemaObjectName, "V", "CREATE VIEW", create.SelectStatement.QueryExpression);
                view.Columns.AddRange(new Query(context).Run(create.SelectStatement.QueryExpression, null).Columns.Select((column, index) =>
                    new ColumnModel(index + 1, column.Name, TypeName(column), 100, true, false)));
                break;
            case CreateProcedureStatement create:
                Create(create.ProcedureReference.Name, "P", "CREATE PROCEDURE", null);
                break;
            case AlterTableAddTableElementStatement alter:
                Add(alter);
                break;
            case DropTableStatement drop:
                Drop(drop, "U", "table");
                break;
            case DropViewStatement drop:
                Drop(drop, "V", "view");
                break;
            case DropProcedureStatement drop:
                Drop(drop, "P", "procedure");
                break;
            default:
                throw new UnknownToCatalogueException($"a statement of the kind {statement.GetType().Name}");
        }
    }

    private static string TypeName(RelationColumn column) => column.Type.ToString().ToLowerInvariant();

    private static ColumnModel Column(ColumnDefinition column, int number)
    {
        var (name, length) = SqlConversion.Describe(column.DataType);
        var bytes = length == 0 ? SystemTypes.All[name].Length : name.StartsWith('n') && length > 0 ? length * 2 : length;
        var isNullable = !column.Constraints.Any(constraint => constraint is NullableConstraintDefinition { Nullable: false } or UniqueConstraintDefinition { IsPrimaryKey: true });
        return new ColumnModel(number, column.ColumnIdentifier.Value, name, (short)bytes, isNullable, column.IdentityOptions is not null);
    }

    private ObjectModel Create(SchemaObjectName name, string type, string permission, QueryExpression? query)
    {
        if (!context.Access.HasDatabase(Database, permission))
        {
            throw Errors.DeniedInDatabase(permission, Database.Name);
        }

        var schemaName = name.SchemaIdentifier?.Value ?? context.Access.UserIn(Database)?.DefaultSchema ?? "dbo";
        var schema = Database.Schema(schemaName);
        if (schema is null || !context.Access.Has(new Need(Database, SecurableClasses.Schema, schema.Id, 0, "ALTER")))
        {
            throw Errors.Of(2760, $"The specified schema name \"{schemaName}\" either does not exist or you do not have permission to use it.");
        }

        if (Database.Object(schema.Id, name.BaseIdentifier.Value) is not null)
        {
            throw Errors.Of(2714, $"There is already an object named '{name.BaseIdentifier.Value}' in the database.", 16, 6);
        }

        Database.NextObjectId += ObjectIdStep;
        var item = new ObjectModel
        {
            Id = Database.NextObjectId, Name = name.BaseIdentifier.Value, SchemaId = schema.Id, Type = type, Created = context.Now, Query = query,
        };
        Database.Objects.Add(item);
        return item;
    }

    private void Add(AlterTableAddTableElementStatement alter)
    {
        var name = alter.SchemaObjectName;
        var item = context.Find(null, name.SchemaIdentifier?.Value, name.BaseIdentifier.Value).Object;
        if (item is not { Type: "U" } || !context.Access.Has(Need.OfObject(Database, item, "ALTER")))
        {
            throw Errors.Of(1088, $"Cannot find the object \"{name.BaseIdentifier.Value}\" because it does not exist or you do not have permissions.");
        }

        foreach (var column in alter.Definition.ColumnDefinitions)
        {
            item.Columns.Add(Column(column, item.Columns.Count + 1));
            for (var index = 0; index < item.Rows.Count; index++)
            {
                item.Rows[index] = [.. item.Rows[index], null];
            }
        }
    }

    private void Drop(DropObjectsStatement drop, string type, string kind)
    {
        foreach (var name in drop.Objects)
        {
            var item = context.Find(name.DatabaseIdentifier?.Value, name.SchemaIdentifier?.Value, name.BaseIdentifier.Value).Object;
            if (item is null && drop.IsIfExists)
            {
                continue;
            }

            var may = item is not null && item.Type == type && (context.Access.Has(Need.OfObject(Database, item, "CONTROL"))
                || context.Access.Has(new Need(Database, SecurableClasses.Schema, item.SchemaId, 0, "ALTER")));
            if (!may)
            {
                throw Errors.Of(
                    3701,
                    string.Create(CultureInfo.InvariantCulture, $"Cannot drop the {kind} '{name.BaseIdentifier.Value}', because it does not exist or you do not have permission."),
                    11,
                    5);
            }

            Database.Objects.Remove(item!);
            Database.Permissions.RemoveAll(row => row.Class == SecurableClasses.Object && row.Major == item!.Id);
            Database.Properties.RemoveAll(property => property.Class == SecurableClasses.Object && property.Major == item!.Id);
        }
    }
}
