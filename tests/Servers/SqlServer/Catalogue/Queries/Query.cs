using System.Data;
using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>Runs a query.</summary>
/// <param name="context">What the statement is run on.</param>
internal sealed class Query(StatementContext context)
{
    private readonly Expressions _expressions = new(context);

    public Relation Run(QueryExpression expression, Scope? outer)
    {
        if (expression.ForClause is not null)
        {
            throw new UnknownToCatalogueException("FOR after a query");
        }

        return expression switch
        {
            QueryParenthesisExpression inner => Sorted(Run(inner.QueryExpression, outer), inner, outer),
            BinaryQueryExpression binary => Sorted(Combined(binary, outer), binary, outer),
            QuerySpecification specification => Specification(specification, outer),
            _ => throw new UnknownToCatalogueException($"a query of the kind {expression.GetType().Name}"),
        };
    }

    private static Relation Combined(Relation first, Relation second, BinaryQueryExpression binary)
    {
        if (first.Columns.Count != second.Columns.Count)
        {
            throw Errors.Of(
                205,
                "All queries combined using a UNION, INTERSECT or EXCEPT operator must have an equal number of expressions in their target lists.",
                endsBatch: true);
        }

        IEnumerable<object?[]> rows = binary.BinaryQueryExpressionType switch
        {
            BinaryQueryExpressionType.Union when binary.All => first.Rows.Concat(second.Rows),
            BinaryQueryExpressionType.Union => first.Rows.Concat(second.Rows).Distinct(RowComparer.Instance),
            BinaryQueryExpressionType.Except => first.Rows.Except(second.Rows, RowComparer.Instance),
            _ => first.Rows.Intersect(second.Rows, RowComparer.Instance),
        };
        var list = rows.ToList();
        return new Relation([.. first.Columns.Select((column, index) => column with { Type = Widest(column.Type, second.Columns[index].Type, list, index) })], list);
    }

    private static SqlDbType Widest(SqlDbType one, SqlDbType two, List<object?[]> rows, int index) =>
        one == two ? one : ColumnTypes.Of(rows.Select(row => row[index]), one);

    private Relation Combined(BinaryQueryExpression binary, Scope? outer) =>
        Combined(Run(binary.FirstQueryExpression, outer), Run(binary.SecondQueryExpression, outer), binary);

    private Relation Sorted(Relation relation, QueryExpression expression, Scope? outer)
    {
        if (expression.OrderByClause is not { } order)
        {
            return relation;
        }

        var keyed = relation.Rows.Select(row => (Row: row, Keys: Keys(order, row, relation.Columns, new Scope(relation.Columns, row, outer)))).ToList();
        return relation with { Rows = [.. Ordered(keyed, order)] };
    }

    private static IEnumerable<object?[]> Ordered(List<(object?[] Row, object?[] Keys)> rows, OrderByClause order)
    {
        var directions = order.OrderByElements.Select(element => element.SortOrder == SortOrder.Descending ? -1 : 1).ToArray();
        return rows.Order(Comparer<(object?[] Row, object?[] Keys)>.Create((left, right) =>
        {
            for (var index = 0; index < directions.Length; index++)
            {
                var difference = SqlValues.Order(left.Keys[index], right.Keys[index]) * directions[index];
                if (difference != 0)
                {
                    return difference;
                }
            }

            return 0;
        })).Select(pair => pair.Row);
    }

    private object?[] Keys(OrderByClause order, object?[] output, IReadOnlyList<RelationColumn> columns, Scope source) =>
        [.. order.OrderByElements.Select(element => Key(element.Expression, output, columns, source))];

    private object? Key(ScalarExpression expression, object?[] output, IReadOnlyList<RelationColumn> columns, Scope source)
    {
        if (expression is IntegerLiteral ordinal)
        {
            return output[int.Parse(ordinal.Value, CultureInfo.InvariantCulture) - 1];
        }

        if (expression is ColumnReferenceExpression { MultiPartIdentifier: { Count: 1 } name })
        {
            for (var index = 0; index < columns.Count; index++)
            {
                if (Names.Same(columns[index].Name, name.Identifiers[0].Value))
                {
                    return output[index];
                }
            }
        }

        return _expressions.Value(expression, source);
    }

    private Relation Specification(QuerySpecification query, Scope? outer)
    {
        var source = query.FromClause is null ? Relation.One : new FromClauseReader(context, outer).Read(query.FromClause.TableReferences);
        var predicates = new Predicates(_expressions);
        var check = Scope.Check(source.Columns, outer);
        if (outer is null or { IsCheck: true })
        {
            CheckNames(query, check, predicates);
            if (outer is not null)
            {
                var names = Headings(query, source, check);
                return new Relation([.. names.Select((name, index) => new RelationColumn(null, name, DeclaredType(query, source, check, index) ?? SqlDbType.NVarChar))], []);
            }
        }

        var rows = source.Rows
            .Where(row => query.WhereClause is null || predicates.IsTrue(query.WhereClause.SearchCondition, new Scope(source.Columns, row, outer)))
            .ToList();
        var scopes = Groups(query, source, rows, outer, predicates);
        var headings = Headings(query, source, check);
        var output = scopes.Select(scope => (Scope: scope, Row: Output(query, scope))).ToList();
        var types = Enumerable.Range(0, headings.Count)
            .Select(index => ColumnTypes.Of(output.Select(pair => pair.Row[index]), DeclaredType(query, source, check, index)));
        RelationColumn[] columns = [.. types.Select((type, index) => new RelationColumn(null, headings[index], type))];
        IEnumerable<object?[]> result = query.OrderByClause is { } order
            ? Ordered([.. output.Select(pair => (pair.Row, Keys(order, pair.Row, columns, pair.Scope)))], order)
            : output.Select(pair => pair.Row);
        if (query.UniqueRowFilter == UniqueRowFilter.Distinct)
        {
            result = result.Distinct(RowComparer.Instance);
        }

        if (query.TopRowFilter is { } top)
        {
            result = result.Take(Convert.ToInt32(_expressions.Value(top.Expression, outer), CultureInfo.InvariantCulture));
        }

        if (query.OffsetClause is { } offset)
        {
            result = result.Skip(Convert.ToInt32(_expressions.Value(offset.OffsetExpression, outer), CultureInfo.InvariantCulture));
            result = offset.FetchExpression is null
                ? result
                : result.Take(Convert.ToInt32(_expressions.Value(offset.FetchExpression, outer), CultureInfo.InvariantCulture));
        }

        return new Relation(columns, [.. result.Select(row => ColumnTypes.Fit(row, columns))]);
    }

    private void CheckNames(QuerySpecification query, Scope check, Predicates predicates)
    {
        _ = query.WhereClause is null ? null : predicates.Value(query.WhereClause.SearchCondition, check);
        foreach (var grouping in query.GroupByClause?.GroupingSpecifications ?? [])
        {
            _ = _expressions.Value(((ExpressionGroupingSpecification)grouping).Expression, check);
        }

        var output = Output(query, check);
        if (query.OrderByClause is { } order)
        {
            var columns = Headings(query, new Relation(check.Columns, []), check).Select(name => new RelationColumn(null, name, SqlDbType.NVarChar));
            _ = Keys(order, output, [.. columns], check);
        }
    }

    private List<Scope> Groups(QuerySpecification query, Relation source, List<object?[]> rows, Scope? outer, Predicates predicates)
    {
        if (query.GroupByClause is null && query.HavingClause is null && !AggregateFinder.IsIn(query))
        {
            return rows.ConvertAll(row => new Scope(source.Columns, row, outer));
        }

        var keys = query.GroupByClause?.GroupingSpecifications.Cast<ExpressionGroupingSpecification>().Select(item => item.Expression).ToArray() ?? [];
        var groups = rows
            .GroupBy(
                row => keys.Select(key => _expressions.Value(key, new Scope(source.Columns, row, outer))).ToArray(),
                RowComparer.Instance)
            .Select(group => group.ToList())
            .ToList();
        if (groups.Count == 0 && keys.Length == 0)
        {
            groups.Add([]);
        }

        return
        [
            .. groups
                .Select(group => new Scope(source.Columns, group.Count > 0 ? group[0] : new object?[source.Columns.Count], outer) { Group = group })
                .Where(scope => query.HavingClause is null || predicates.IsTrue(query.HavingClause.SearchCondition, scope)),
        ];
    }

    private object?[] Output(QuerySpecification query, Scope scope)
    {
        List<object?> values = [];
        foreach (var element in query.SelectElements)
        {
            switch (element)
            {
                case SelectScalarExpression scalar:
                    values.Add(_expressions.Value(scalar.Expression, scope));
                    break;
                case SelectStarExpression star:
                    values.AddRange(StarIndexes(star, scope.Columns).Select(index =>
                        scope.Columns[index].Denial is { } denial ? throw denial : scope.Row[index]));
                    break;
                case SelectSetVariable set:
                    var value = _expressions.Value(set.Expression, scope);
                    if (!scope.IsCheck)
                    {
                        context.Session.SetVariable(set.Variable.Name, value);
                    }

                    break;
                default:
                    throw new UnknownToCatalogueException($"a select element of the kind {element.GetType().Name}");
            }
        }

        return [.. values];
    }

    private static IEnumerable<int> StarIndexes(SelectStarExpression star, IReadOnlyList<RelationColumn> columns) =>
        Enumerable.Range(0, columns.Count).Where(index =>
            star.Qualifier is null || Names.Same(columns[index].Source, star.Qualifier.Identifiers[^1].Value));

    private static List<string> Headings(QuerySpecification query, Relation source, Scope check)
    {
        List<string> names = [];
        foreach (var element in query.SelectElements)
        {
            if (element is SelectStarExpression star)
            {
                names.AddRange(StarIndexes(star, source.Columns).Select(index => source.Columns[index].Name));
            }
            else if (element is SelectScalarExpression scalar)
            {
                names.Add(scalar.ColumnName?.Value ?? (scalar.Expression is ColumnReferenceExpression column
                    ? check.Column(column.MultiPartIdentifier).Name
                    : string.Empty));
            }
        }

        return names;
    }

    private static SqlDbType? DeclaredType(QuerySpecification query, Relation source, Scope check, int index)
    {
        var position = 0;
        foreach (var element in query.SelectElements)
        {
            if (element is SelectStarExpression star)
            {
                int[] indexes = [.. StarIndexes(star, source.Columns)];
                if (index < position + indexes.Length)
                {
                    return source.Columns[indexes[index - position]].Type;
                }

                position += indexes.Length;
            }
            else if (element is SelectScalarExpression scalar && position++ == index)
            {
                return ColumnTypes.Declared(scalar.Expression, check);
            }
        }

        return null;
    }
}
