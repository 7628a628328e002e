using System.Data;
using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>The types of a result's columns.</summary>
internal static class ColumnTypes
{
    private static readonly SqlDbType[] Numbers = [SqlDbType.Bit, SqlDbType.TinyInt, SqlDbType.SmallInt, SqlDbType.Int, SqlDbType.BigInt];

    /// <summary>The type that holds all the values; what was declared where there is none.</summary>
    public static SqlDbType Of(IEnumerable<object?> values, SqlDbType? declared)
    {
        SqlDbType? found = null;
        foreach (var value in values)
        {
            if (value is not null)
            {
                found = found is { } before ? Wider(before, Of(value)) : Of(value);
            }
        }

        return (found, declared) switch
        {
            (null, null) => SqlDbType.NVarChar,
            (null, { } type) => type,
            ({ } type, null) => type,
            ({ } type, { } other) => Array.IndexOf(Numbers, type) >= 0 && Array.IndexOf(Numbers, other) >= 0 ? Wider(type, other) : type,
        };
    }

    public static SqlDbType? Declared(ScalarExpression expression, Scope scope) => expression switch
    {
        ColumnReferenceExpression column => scope.Column(column.MultiPartIdentifier).Type,
        CastCall cast => SqlConversion.TypeOf(SqlConversion.Describe(cast.DataType).Name),
        ConvertCall convert => SqlConversion.TypeOf(SqlConversion.Describe(convert.DataType).Name),
        IntegerLiteral => SqlDbType.Int,
        BinaryLiteral => SqlDbType.VarBinary,
        ParenthesisExpression inner => Declared(inner.Expression, scope),
        CoalesceExpression coalesce => coalesce.Expressions.Select(item => Declared(item, scope)).FirstOrDefault(type => type is not null),
        CaseExpression @case => Branches(@case).Select(item => Declared(item, scope)).FirstOrDefault(type => type is not null),
        FunctionCall { FunctionName.Value: { } name } call => Names.Same(name, "ISNULL") ? Declared(call.Parameters[0], scope) : ScalarFunctions.TypeOf(name),
        _ => null,
    };

    /// <summary>The row with its numbers widened to the columns' types.</summary>
    public static object?[] Fit(object?[] row, RelationColumn[] columns)
    {
        for (var index = 0; index < row.Length; index++)
        {
            if (row[index] is { } value && Of(value) != columns[index].Type)
            {
                row[index] = columns[index].Type switch
                {
                    SqlDbType.NVarChar => SqlConversion.Text(value, 0),
                    SqlDbType.Int => Convert.ToInt32(SqlValues.Number(value), CultureInfo.InvariantCulture),
                    SqlDbType.BigInt => Convert.ToInt64(SqlValues.Number(value), CultureInfo.InvariantCulture),
                    SqlDbType.SmallInt => Convert.ToInt16(SqlValues.Number(value), CultureInfo.InvariantCulture),
                    SqlDbType.TinyInt => Convert.ToByte(SqlValues.Number(value), CultureInfo.InvariantCulture),
                    _ => value,
                };
            }
        }

        return row;
    }

    private static IEnumerable<ScalarExpression> Branches(CaseExpression expression)
    {
        var branches = expression is SearchedCaseExpression searched
            ? searched.WhenClauses.Select(when => when.ThenExpression)
            : ((SimpleCaseExpression)expression).WhenClauses.Select(when => when.ThenExpression);
        return expression.ElseExpression is null ? branches : branches.Append(expression.ElseExpression);
    }

    private static SqlDbType Wider(SqlDbType one, SqlDbType two)
    {
        if (one == two)
        {
            return one;
        }

        var (first, second) = (Array.IndexOf(Numbers, one), Array.IndexOf(Numbers, two));
        return first < 0 || second < 0 ? SqlDbType.NVarChar : Numbers[Math.Max(first, second)];
    }

    private static SqlDbType Of(object value) => value switch
    {
        string => SqlDbType.NVarChar,
        int => SqlDbType.Int,
        long or decimal => SqlDbType.BigInt,
        short => SqlDbType.SmallInt,
        byte => SqlDbType.TinyInt,
        bool => SqlDbType.Bit,
        byte[] => SqlDbType.VarBinary,
        DateTime => SqlDbType.DateTime,
        Guid => SqlDbType.UniqueIdentifier,
        _ => throw new UnknownToCatalogueException($"a value of the kind {value.GetType().Name}"),
    };
}
