namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>The catalog views of a database's objects, columns and types.</summary>
internal static class ObjectViews
{
    private const string ObjectColumns =
        "name, object_id int, principal_id int, schema_id int, parent_object_id int, type, type_desc, create_date date, modify_date date, is_ms_shipped bit";

    private const string ColumnColumns =
        "object_id int, name, column_id int, system_type_id tiny, user_type_id int, max_length small, is_nullable bit, is_identity bit, is_computed bit";

    public static CatalogView[] All { get; } =
    [
        new("objects", ObjectColumns, context => Objects(context, _ => true)),
        new("all_objects", ObjectColumns, context => Objects(context, _ => true)),
        new("tables", ObjectColumns, context => Objects(context, item => item.Type == "U")),
        new("views", ObjectColumns, context => Objects(context, item => item.Type == "V")),
        new("all_views", ObjectColumns, context => Objects(context, item => item.Type == "V")),
        new("procedures", ObjectColumns, context => Objects(context, item => item.Type == "P")),
        new("columns", ColumnColumns, Columns),
        new("all_columns", ColumnColumns, Columns),
        new("types", "name, system_type_id tiny, user_type_id int, schema_id int, principal_id int, max_length small, is_user_defined bit, is_table_type bit", Types),
    ];

    private static IEnumerable<object?[]> Objects(StatementContext context, Predicate<ObjectModel> kind) => context.Database.Objects
        .Where(item => kind(item) && context.Sees(context.Database, item))
        .Select(item => (object?[])
        [
            item.Name, item.Id, item.OwnerId, item.SchemaId, 0, item.Type.PadRight(2), item.TypeDescription, item.Created, item.Created, false,
        ]);

    private static IEnumerable<object?[]> Columns(StatementContext context) => context.Database.Objects
        .Where(item => context.Sees(context.Database, item))
        .SelectMany(item => item.Columns.Select(column => (object?[])
        [
            item.Id, column.Name, column.Id, SystemTypes.All[column.TypeName].Id, (int)SystemTypes.All[column.TypeName].Id, column.MaxLength,
            column.IsNullable, column.IsIdentity, false,
        ]));

    private static IEnumerable<object?[]> Types(StatementContext context) => SystemTypes.All
        .Select(type => (object?[])[type.Key, type.Value.Id, (int)type.Value.Id, 4, null, type.Value.Length, false, false])
        .Append(["sysname", (byte)231, 256, 4, null, (short)256, false, false])
        .Concat(context.Database.Others
            .Where(other => other.Class == SecurableClasses.Type)
            .Select(other => (object?[])[other.Name, (byte)231, other.Id, other.SchemaId, null, (short)100, true, false]));
}
