using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>Reads a table, a view or a catalog view by its name.</summary>
/// <param name="context">What the statement is run on.</param>
internal sealed class TableReader(StatementContext context)
{
    public Relation Read(NamedTableReference reference)
    {
        var name = reference.SchemaObject;
        if (name.ServerIdentifier is not null)
        {
            throw new UnknownToCatalogueException($"the linked server {name.ServerIdentifier.Value}");
        }

        var alias = reference.Alias?.Value ?? name.BaseIdentifier.Value;
        if (name.Identifiers.Count == 1 && context.Named.TryGetValue(name.BaseIdentifier.Value, out var common))
        {
            return common.Named(alias);
        }

        var (databaseName, schema) = (name.DatabaseIdentifier?.Value, name.SchemaIdentifier?.Value);
        databaseName = string.IsNullOrEmpty(databaseName) ? null : databaseName;
        schema = string.IsNullOrEmpty(schema) ? null : schema;
        var database = databaseName is null ? context.Database : context.Open(databaseName);
        if (CatalogViews.Find(database, schema, name.BaseIdentifier.Value) is { } view)
        {
            return view.Read(context.In(database)).Named(alias);
        }

        if (Names.Same(schema, "sys") || Names.Same(schema, "INFORMATION_SCHEMA"))
        {
            throw new UnknownToCatalogueException($"the view {schema}.{name.BaseIdentifier.Value}");
        }

        var (owner, found, item) = context.Find(databaseName, schema, name.BaseIdentifier.Value);
        if (item is null || item.Type is not ("U" or "V"))
        {
            throw Errors.NoObject(string.Join('.', name.Identifiers.Select(part => part.Value)));
        }

        return Read(owner, found!, item, alias);
    }

    private Relation Read(DatabaseModel database, SchemaModel schema, ObjectModel item, string alias)
    {
        var rows = item.Query is { } query
            ? new Query(context.In(database).As(new Access(context.Server, new Caller(1, null, null, "sa")))).Run(query, null).Rows
            : item.Rows;
        var columns = item.Columns.ConvertAll(column => new RelationColumn(
            alias,
            column.Name,
            SqlConversion.TypeOf(column.TypeName),
            context.Access.Has(Need.OfObject(database, item, "SELECT", column.Id))
                ? null
                : Errors.DeniedColumn("SELECT", column.Name, item.Name, database.Name, schema.Name)));
        return columns.TrueForAll(column => column.Denial is not null)
            ? throw Errors.Denied("SELECT", item.Name, database.Name, schema.Name)
            : new Relation(columns, rows);
    }
}
