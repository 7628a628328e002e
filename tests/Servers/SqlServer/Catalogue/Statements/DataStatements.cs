using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>INSERT, UPDATE and DELETE.</summary>
/// <param name="context">What the statement is run on.</param>
internal sealed class DataStatements(StatementContext context)
{
    /// <summary>Runs the statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run(TSqlStatement statement) => statement switch
    {
        InsertStatement insert => Insert(insert.InsertSpecification),
        UpdateStatement update => Update(update.UpdateSpecification),
        DeleteStatement delete => Delete(delete.DeleteSpecification),
        _ => throw new UnknownToCatalogueException($"a statement of the kind {statement.GetType().Name}"),
    };

    private static object? Converted(object? value, ColumnModel column, ObjectModel item)
    {
        if (value is null && !column.IsNullable)
        {
            throw Errors.Of(515, $"Cannot insert the value NULL into column '{column.Name}', table '{item.Name}'; column does not allow nulls. INSERT fails.", 16, 2);
        }

        return value is null ? null : SqlConversion.To(value, column.TypeName, 0, 0);
    }

    private (DatabaseModel Database, SchemaModel Schema, ObjectModel Item) Target(DataModificationSpecification specification)
    {
        if (specification.OutputClause is not null || specification.OutputIntoClause is not null || specification.TopRowFilter is not null
            || specification.Target is not NamedTableReference named)
        {
            throw new UnknownToCatalogueException("OUTPUT, TOP or another target of a data modification");
        }

        var name = named.SchemaObject;
        var (database, schema, item) = context.Find(name.DatabaseIdentifier?.Value, name.SchemaIdentifier?.Value, name.BaseIdentifier.Value);
        if (item is not { Type: "U" })
        {
            throw Errors.NoObject(string.Join('.', name.Identifiers.Select(part => part.Value)));
        }

        ModelStatements.CheckWritable(database);
        return (database, schema!, item);
    }

    private void Check((DatabaseModel Database, SchemaModel Schema, ObjectModel Item) target, string permission)
    {
        if (!context.Access.Has(Need.OfObject(target.Database, target.Item, permission)))
        {
            throw Errors.Denied(permission, target.Item.Name, target.Database.Name, target.Schema.Name);
        }
    }

    private int Insert(InsertSpecification insert)
    {
        var target = Target(insert);
        Check(target, "INSERT");
        var item = target.Item;
        ColumnModel[] columns = insert.Columns.Count == 0
            ? [.. item.Columns.Where(column => !column.IsIdentity)]
            : [.. insert.Columns.Select(column => item.Columns.Find(found => Names.Same(found.Name, column.MultiPartIdentifier.Identifiers[^1].Value))
                ?? throw Errors.NoColumn(column.MultiPartIdentifier.Identifiers[^1].Value))];
        var expressions = new Expressions(context);
        IReadOnlyList<object?[]> rows = insert.InsertSource switch
        {
            ValuesInsertSource { IsDefaultValues: true } => [new object?[columns.Length]],
            ValuesInsertSource values => [.. values.RowValues.Select(row => row.ColumnValues.Select(value => expressions.Value(value, null)).ToArray())],
            SelectInsertSource select => new Query(context).Run(select.Select, null).Rows,
            _ => throw new UnknownToCatalogueException("INSERT from another source"),
        };
        foreach (var values in rows)
        {
            item.Rows.Add([.. item.Columns.Select(column => column.IsIdentity
                ? item.NextIdentity++
                : Converted(Array.IndexOf(columns, column) is var index and >= 0 ? values[index] : null, column, item))]);
        }

        return rows.Count;
    }

    private Func<object?[], bool> Where((DatabaseModel Database, SchemaModel Schema, ObjectModel Item) target, UpdateDeleteSpecificationBase specification)
    {
        if (specification.FromClause is not null)
        {
            throw new UnknownToCatalogueException("FROM in a data modification");
        }

        if (specification.WhereClause is null)
        {
            return _ => true;
        }

        Check(target, "SELECT");
        var columns = Columns(target.Item);
        var predicates = new Predicates(new Expressions(context));
        _ = predicates.Value(specification.WhereClause.SearchCondition, Scope.Check(columns, null));
        return row => predicates.IsTrue(specification.WhereClause.SearchCondition, new Scope(columns, row, null));
    }

    private static List<RelationColumn> Columns(ObjectModel item) =>
        item.Columns.ConvertAll(column => new RelationColumn(item.Name, column.Name, SqlConversion.TypeOf(column.TypeName)));

    private int Update(UpdateSpecification update)
    {
        var target = Target(update);
        var item = target.Item;
        var clauses = update.SetClauses.Cast<AssignmentSetClause>()
            .Select(clause => (Column: item.Columns.Find(column => Names.Same(column.Name, clause.Column.MultiPartIdentifier.Identifiers[^1].Value))
                ?? throw Errors.NoColumn(clause.Column.MultiPartIdentifier.Identifiers[^1].Value), clause.NewValue))
            .ToArray();
        foreach (var (column, _) in clauses.Where(clause =>
            !context.Access.Has(Need.OfObject(target.Database, item, "UPDATE", clause.Column.Id))))
        {
            throw context.Access.Has(Need.OfObject(target.Database, item, "UPDATE")) || clauses.Length > 1
                ? Errors.DeniedColumn("UPDATE", column.Name, item.Name, target.Database.Name, target.Schema.Name)
                : Errors.Denied("UPDATE", item.Name, target.Database.Name, target.Schema.Name);
        }

        var where = Where(target, update);
        var columns = Columns(item);
        var expressions = new Expressions(context);
        var changed = 0;
        for (var index = 0; index < item.Rows.Count; index++)
        {
            if (where(item.Rows[index]))
            {
                object?[] row = [.. item.Rows[index]];
                foreach (var (column, value) in clauses)
                {
                    row[column.Id - 1] = Converted(expressions.Value(value, new Scope(columns, item.Rows[index], null)), column, item);
                }

                item.Rows[index] = row;
                changed++;
            }
        }

        return changed;
    }

    private int Delete(DeleteSpecification delete)
    {
        var target = Target(delete);
        Check(target, "DELETE");
        var where = Where(target, delete);
        return target.Item.Rows.RemoveAll(row => where(row));
    }
}
