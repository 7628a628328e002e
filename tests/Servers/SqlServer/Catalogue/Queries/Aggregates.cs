using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>COUNT, MAX, MIN, SUM and STRING_AGG.</summary>
internal static class Aggregates
{
    public static bool IsAggregate(string name) => name.ToUpperInvariant() is "COUNT" or "COUNT_BIG" or "MAX" or "MIN" or "SUM" or "STRING_AGG";

    public static object? Value(FunctionCall call, Expressions expressions, Scope scope)
    {
        var name = call.FunctionName.Value.ToUpperInvariant();
        var group = scope.Group ?? throw new UnknownToCatalogueException($"{name} outside a grouped query");
        if (call.Parameters[0] is ColumnReferenceExpression { ColumnType: ColumnType.Wildcard })
        {
            return group.Count;
        }

        if (scope.IsCheck)
        {
            _ = expressions.Value(call.Parameters[0], scope);
        }

        var values = group.Select(row => expressions.Value(call.Parameters[0], scope.With(row))).OfType<object>().ToList();
        if (call.UniqueRowFilter == UniqueRowFilter.Distinct)
        {
            values = [.. values.Select(value => new[] { value }).Distinct(RowComparer.Instance).Select(row => row[0]!)];
        }

        return name switch
        {
            "COUNT" => values.Count,
            "COUNT_BIG" => (long)values.Count,
            "STRING_AGG" => values.Count == 0
                ? null
                : string.Join((string)expressions.Value(call.Parameters[1], scope)!, values.Select(value => SqlConversion.Text(value, 0))),
            "SUM" => values.Count == 0 ? null : values.Aggregate((sum, value) =>
                SqlValues.Narrow(SqlValues.Number(sum) + SqlValues.Number(value), sum, value)),
            "MAX" => values.Count == 0 ? null : values.Aggregate((best, value) => SqlValues.Compare(value, best) > 0 ? value : best),
            _ => values.Count == 0 ? null : values.Aggregate((best, value) => SqlValues.Compare(value, best) < 0 ? value : best),
        };
    }
}
