using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>Works out conditions in SQL's three values: true, false and null for unknown.</summary>
/// <param name="expressions">Works out the operands.</param>
internal sealed class Predicates(Expressions expressions)
{
    public bool IsTrue(BooleanExpression expression, Scope? scope) => Value(expression, scope) == true;

    public bool? Value(BooleanExpression expression, Scope? scope) => expression switch
    {
        BooleanParenthesisExpression inner => Value(inner.Expression, scope),
        BooleanNotExpression not => !Value(not.Expression, scope),
        BooleanBinaryExpression binary => Binary(binary, scope),
        BooleanIsNullExpression isNull => expressions.Value(isNull.Expression, scope) is null != isNull.IsNot,
        BooleanComparisonExpression comparison => Compare(
            expressions.Value(comparison.FirstExpression, scope),
            expressions.Value(comparison.SecondExpression, scope),
            comparison.ComparisonType,
            IsCaseSensitive(comparison.FirstExpression) || IsCaseSensitive(comparison.SecondExpression)),
        BooleanTernaryExpression between => Between(between, scope),
        InPredicate within => In(within, scope),
        LikePredicate like => LikeValue(like, scope),
        ExistsPredicate exists => new Query(expressions.Context).Run(exists.Subquery.QueryExpression, scope).Rows.Count > 0,
        _ => throw new UnknownToCatalogueException($"a condition of the kind {expression.GetType().Name}"),
    };

    private static bool IsCaseSensitive(ScalarExpression expression) => expression switch
    {
        PrimaryExpression { Collation.Value: { } collation } =>
            collation.Contains("_BIN", StringComparison.OrdinalIgnoreCase) || collation.Contains("_CS", StringComparison.OrdinalIgnoreCase),
        ParenthesisExpression inner => IsCaseSensitive(inner.Expression),
        _ => false,
    };

    private static bool? Compare(object? left, object? right, BooleanComparisonType type, bool isCaseSensitive)
    {
        if (left is null || right is null)
        {
            return null;
        }

        var order = SqlValues.Compare(left, right, isCaseSensitive);
        return type switch
        {
            BooleanComparisonType.Equals => order == 0,
            BooleanComparisonType.NotEqualToBrackets or BooleanComparisonType.NotEqualToExclamation => order != 0,
            BooleanComparisonType.GreaterThan => order > 0,
            BooleanComparisonType.LessThan => order < 0,
            BooleanComparisonType.GreaterThanOrEqualTo or BooleanComparisonType.NotLessThan => order >= 0,
            BooleanComparisonType.LessThanOrEqualTo or BooleanComparisonType.NotGreaterThan => order <= 0,
            _ => throw new UnknownToCatalogueException($"the comparison {type}"),
        };
    }

    private bool? Binary(BooleanBinaryExpression binary, Scope? scope)
    {
        var left = Value(binary.FirstExpression, scope);
        var isAnd = binary.BinaryExpressionType == BooleanBinaryExpressionType.And;
        if (left == !isAnd && scope is not { IsCheck: true })
        {
            return left;
        }

        var right = Value(binary.SecondExpression, scope);
        return isAnd ? left & right : left | right;
    }

    private bool? Between(BooleanTernaryExpression between, Scope? scope)
    {
        var value = expressions.Value(between.FirstExpression, scope);
        var isInside = Compare(value, expressions.Value(between.SecondExpression, scope), BooleanComparisonType.GreaterThanOrEqualTo, false)
            & Compare(value, expressions.Value(between.ThirdExpression, scope), BooleanComparisonType.LessThanOrEqualTo, false);
        return between.TernaryExpressionType == BooleanTernaryExpressionType.Between ? isInside : !isInside;
    }

    private bool? In(InPredicate within, Scope? scope)
    {
        var value = expressions.Value(within.Expression, scope);
        var candidates = within.Subquery is { } subquery
            ? new Query(expressions.Context).Run(subquery.QueryExpression, scope).Rows.Select(row => row[0]).ToArray()
            : [.. within.Values.Select(item => expressions.Value(item, scope))];
        bool? found = false;
        foreach (var candidate in candidates)
        {
            found |= Compare(value, candidate, BooleanComparisonType.Equals, IsCaseSensitive(within.Expression));
        }

        return within.NotDefined ? !found : found;
    }

    private bool? LikeValue(LikePredicate like, Scope? scope)
    {
        var text = expressions.Value(like.FirstExpression, scope);
        var pattern = expressions.Value(like.SecondExpression, scope);
        var escape = like.EscapeExpression is null ? null : (string?)expressions.Value(like.EscapeExpression, scope);
        if (text is null || pattern is null)
        {
            return null;
        }

        var isMatch = Like.Matches(SqlConversion.Text(text, 0), SqlConversion.Text(pattern, 0), escape, IsCaseSensitive(like.FirstExpression));
        return isMatch != like.NotDefined;
    }
}
