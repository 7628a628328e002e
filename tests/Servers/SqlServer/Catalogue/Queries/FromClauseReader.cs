using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>Reads what FROM names: tables, views, joins, derived tables.</summary>
/// <param name="context">What the statement is run on.</param>
/// <param name="outer">The row of the query around this one.</param>
internal sealed class FromClauseReader(StatementContext context, Scope? outer)
{
    private readonly Predicates _predicates = new(new Expressions(context));

    public Relation Read(IList<TableReference> references)
    {
        var relation = Read(references[0], outer);
        foreach (var next in references.Skip(1))
        {
            relation = Cross(relation, next, outer, isOuter: false);
        }

        return relation;
    }

    private Relation Read(TableReference reference, Scope? scope) => reference switch
    {
        NamedTableReference named => new TableReader(context).Read(named),
        QualifiedJoin join => Join(join, scope),
        UnqualifiedJoin join => Cross(
            Read(join.FirstTableReference, scope), join.SecondTableReference, scope, join.UnqualifiedJoinType == UnqualifiedJoinType.OuterApply),
        JoinParenthesisTableReference inner => Read(inner.Join, scope),
        QueryDerivedTable derived => Renamed(new Query(context).Run(derived.QueryExpression, scope), derived),
        InlineDerivedTable inline => Inline(inline, scope),
        SchemaObjectFunctionTableReference function => TableFunctions.Read(
            function.SchemaObject.BaseIdentifier.Value, Arguments(function.Parameters, scope), context).Named(function.Alias?.Value ?? function.SchemaObject.BaseIdentifier.Value),
        GlobalFunctionTableReference function => TableFunctions.Read(
            function.Name.Value, Arguments(function.Parameters, scope), context).Named(function.Alias?.Value ?? function.Name.Value),
        _ => throw new UnknownToCatalogueException($"a table reference of the kind {reference.GetType().Name}"),
    };

    private static Relation Renamed(Relation relation, TableReferenceWithAliasAndColumns reference)
    {
        var named = relation.Named(reference.Alias.Value);
        return reference.Columns.Count == 0
            ? named
            : named with { Columns = [.. named.Columns.Select((column, index) => column with { Name = reference.Columns[index].Value })] };
    }

    private object?[] Arguments(IList<ScalarExpression> parameters, Scope? scope)
    {
        var expressions = new Expressions(context);
        return [.. parameters.Select(parameter => expressions.Value(parameter, scope))];
    }

    private Relation Inline(InlineDerivedTable inline, Scope? scope)
    {
        var expressions = new Expressions(context);
        var rows = inline.RowValues.Select(row => row.ColumnValues.Select(value => expressions.Value(value, scope)).ToArray()).ToList();
        var columns = inline.Columns.Select((column, index) =>
            new RelationColumn(inline.Alias.Value, column.Value, ColumnTypes.Of(rows.Select(row => row[index]), null)));
        return new Relation([.. columns], rows);
    }

    private Relation Join(QualifiedJoin join, Scope? scope)
    {
        var left = Read(join.FirstTableReference, scope);
        var right = Read(join.SecondTableReference, scope);
        RelationColumn[] columns = [.. left.Columns, .. right.Columns];
        _ = _predicates.Value(join.SearchCondition, Scope.Check(columns, scope));
        List<object?[]> rows = [];
        var matched = new bool[right.Rows.Count];
        foreach (var first in left.Rows)
        {
            var isMatched = false;
            for (var index = 0; index < right.Rows.Count; index++)
            {
                object?[] row = [.. first, .. right.Rows[index]];
                if (_predicates.IsTrue(join.SearchCondition, new Scope(columns, row, scope)))
                {
                    rows.Add(row);
                    isMatched = matched[index] = true;
                }
            }

            if (!isMatched && (join.QualifiedJoinType is QualifiedJoinType.LeftOuter or QualifiedJoinType.FullOuter))
            {
                rows.Add([.. first, .. new object?[right.Columns.Count]]);
            }
        }

        if (join.QualifiedJoinType is QualifiedJoinType.RightOuter or QualifiedJoinType.FullOuter)
        {
            rows.AddRange(right.Rows.Where((_, index) => !matched[index]).Select(row => (object?[])[.. new object?[left.Columns.Count], .. row]));
        }

        return new Relation(columns, rows);
    }

    private Relation Cross(Relation left, TableReference reference, Scope? scope, bool isOuter)
    {
        var shape = Read(reference, Scope.Check(left.Columns, scope));
        List<object?[]> rows = [];
        foreach (var first in left.Rows)
        {
            var right = Read(reference, new Scope(left.Columns, first, scope));
            rows.AddRange(right.Rows.Select(row => (object?[])[.. first, .. row]));
            if (right.Rows.Count == 0 && isOuter)
            {
                rows.Add([.. first, .. new object?[shape.Columns.Count]]);
            }
        }

        return new Relation([.. left.Columns, .. shape.Columns], rows);
    }
}
