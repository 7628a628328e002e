using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>Works out scalar expressions.</summary>
/// <param name="context">What the statement is run on.</param>
internal sealed class Expressions(StatementContext context)
{
    public StatementContext Context { get; } = context;

    public object? Value(ScalarExpression expression, Scope? scope) => expression switch
    {
        Literal literal => Literals.Value(literal),
        VariableReference variable => Context.Session.Variable(variable.Name),
        GlobalVariableExpression global => GlobalVariables.Value(global.Name, Context),
        ColumnReferenceExpression { MultiPartIdentifier: { } name } when scope is not null => scope.Value(name),
        ColumnReferenceExpression { MultiPartIdentifier: { } name } => throw Errors.NoColumn(name.Identifiers[^1].Value),
        ParenthesisExpression inner => Value(inner.Expression, scope),
        UnaryExpression unary => Unary(unary, scope),
        BinaryExpression binary => Binary(binary, scope),
        CastCall cast => SqlConversion.To(Value(cast.Parameter, scope), cast.DataType),
        TryCastCall cast => Try(() => SqlConversion.To(Value(cast.Parameter, scope), cast.DataType)),
        ConvertCall convert => Convert(convert, scope),
        TryConvertCall convert => Try(() => SqlConversion.To(Value(convert.Parameter, scope), convert.DataType, Style(convert.Style, scope))),
        CoalesceExpression coalesce => First(coalesce.Expressions, scope),
        NullIfExpression nullIf => NullIf(nullIf, scope),
        IIfCall choice => Choice(choice, scope),
        SearchedCaseExpression searched => Case(searched, scope),
        SimpleCaseExpression simple => Case(simple, scope),
        ScalarSubquery subquery => Single(subquery, scope),
        LeftFunctionCall left => ScalarFunctions.Call("LEFT", [.. left.Parameters.Select(item => Value(item, scope))], Context, scope),
        RightFunctionCall right => ScalarFunctions.Call("RIGHT", [.. right.Parameters.Select(item => Value(item, scope))], Context, scope),
        ParameterlessCall call => ScalarFunctions.Call(Name(call.ParameterlessCallType), [], Context, scope),
        FunctionCall call => Call(call, scope),
        _ => throw new UnknownToCatalogueException($"an expression of the kind {expression.GetType().Name}"),
    };

    private static string Name(ParameterlessCallType type) => type switch
    {
        ParameterlessCallType.CurrentUser or ParameterlessCallType.User or ParameterlessCallType.SessionUser => "CURRENT_USER",
        ParameterlessCallType.SystemUser => "SUSER_SNAME",
        _ => "GETDATE",
    };

    private static object? Try(Func<object?> conversion)
    {
        try
        {
            return conversion();
        }
        catch (Exception failure) when (failure is StatementFailedException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private object? Unary(UnaryExpression unary, Scope? scope)
    {
        if (Value(unary.Expression, scope) is not { } value)
        {
            return null;
        }

        var number = SqlValues.Number(value);
        return SqlValues.Narrow(
            unary.UnaryExpressionType switch
            {
                UnaryExpressionType.Negative => -number,
                UnaryExpressionType.BitwiseNot => ~(long)number,
                _ => number,
            },
            value,
            value);
    }

    private object? Binary(BinaryExpression binary, Scope? scope)
    {
        var left = Value(binary.FirstExpression, scope);
        var right = Value(binary.SecondExpression, scope);
        if (left is null || right is null)
        {
            return null;
        }

        if (binary.BinaryExpressionType == BinaryExpressionType.Add)
        {
            switch (left, right)
            {
                case (string one, string two):
                    return one + two;
                case (byte[] one, byte[] two):
                    return (byte[])[.. one, .. two];
                case (string text, _):
                    left = SqlConversion.Like(text, right);
                    break;
                case (_, string text):
                    right = SqlConversion.Like(text, left);
                    break;
            }
        }

        var (first, second) = (SqlValues.Number(left), SqlValues.Number(right));
        return SqlValues.Narrow(Combine(binary.BinaryExpressionType, first, second, left is decimal || right is decimal), left, right);
    }

    private static decimal Combine(BinaryExpressionType type, decimal first, decimal second, bool isDecimal)
    {
        if (second == 0 && type is BinaryExpressionType.Divide or BinaryExpressionType.Modulo)
        {
            throw Errors.Of(8134, "Divide by zero error encountered.");
        }

        return type switch
        {
            BinaryExpressionType.Add => first + second,
            BinaryExpressionType.Subtract => first - second,
            BinaryExpressionType.Multiply => first * second,
            BinaryExpressionType.Divide => isDecimal ? first / second : decimal.Truncate(first / second),
            BinaryExpressionType.Modulo => first % second,
            BinaryExpressionType.BitwiseAnd => (long)first & (long)second,
            BinaryExpressionType.BitwiseOr => (long)first | (long)second,
            BinaryExpressionType.BitwiseXor => (long)first ^ (long)second,
            _ => throw new UnknownToCatalogueException($"the operator {type}"),
        };
    }

    private object? Convert(ConvertCall convert, Scope? scope) =>
        SqlConversion.To(Value(convert.Parameter, scope), convert.DataType, Style(convert.Style, scope));

    private int Style(ScalarExpression? style, Scope? scope) =>
        style is null ? 0 : System.Convert.ToInt32(Value(style, scope) ?? 0, CultureInfo.InvariantCulture);

    private object? First(IList<ScalarExpression> expressions, Scope? scope)
    {
        object? first = null;
        foreach (var expression in expressions)
        {
            if (first is null || scope is { IsCheck: true })
            {
                first ??= Value(expression, scope);
            }
        }

        return first;
    }

    private object? NullIf(NullIfExpression expression, Scope? scope)
    {
        var first = Value(expression.FirstExpression, scope);
        var second = Value(expression.SecondExpression, scope);
        return first is not null && second is not null && SqlValues.Compare(first, second) == 0 ? null : first;
    }

    private object? Choice(IIfCall choice, Scope? scope)
    {
        var isTrue = new Predicates(this).IsTrue(choice.Predicate, scope);
        if (scope is { IsCheck: true })
        {
            _ = Value(choice.ThenExpression, scope);
            return Value(choice.ElseExpression, scope);
        }

        return Value(isTrue ? choice.ThenExpression : choice.ElseExpression, scope);
    }

    private object? Case(SearchedCaseExpression expression, Scope? scope)
    {
        foreach (var when in expression.WhenClauses)
        {
            var isTrue = new Predicates(this).IsTrue(when.WhenExpression, scope);
            if (isTrue || scope is { IsCheck: true })
            {
                var value = Value(when.ThenExpression, scope);
                if (isTrue && scope is not { IsCheck: true })
                {
                    return value;
                }
            }
        }

        return expression.ElseExpression is null ? null : Value(expression.ElseExpression, scope);
    }

    private object? Case(SimpleCaseExpression expression, Scope? scope)
    {
        var input = Value(expression.InputExpression, scope);
        foreach (var when in expression.WhenClauses)
        {
            var candidate = Value(when.WhenExpression, scope);
            var isTrue = input is not null && candidate is not null && SqlValues.Compare(input, candidate) == 0;
            if (isTrue || scope is { IsCheck: true })
            {
                var value = Value(when.ThenExpression, scope);
                if (isTrue && scope is not { IsCheck: true })
                {
                    return value;
                }
            }
        }

        return expression.ElseExpression is null ? null : Value(expression.ElseExpression, scope);
    }

    private object? Single(ScalarSubquery subquery, Scope? scope)
    {
        var rows = new Query(Context).Run(subquery.QueryExpression, scope).Rows;
        return rows.Count switch
        {
            0 => null,
            1 => rows[0][0],
            _ => throw Errors.Of(
                512,
                "Subquery returned more than 1 value. This is not permitted when the subquery follows =, !=, <, <= , >, >= or when the subquery is used as an expression."),
        };
    }

    private object? Call(FunctionCall call, Scope? scope)
    {
        var name = call.FunctionName.Value;
        if (call.OverClause is not null)
        {
            throw new UnknownToCatalogueException($"{name} with OVER");
        }

        if (Aggregates.IsAggregate(name))
        {
            return Aggregates.Value(call, this, scope ?? throw Errors.NoColumn(name));
        }

        // The first argument of DATEADD and DATEDIFF is a word, not a column.
        var isDatePart = name.StartsWith("DATE", StringComparison.OrdinalIgnoreCase) && call.Parameters.Count > 1;
        var arguments = call.Parameters
            .Select((parameter, index) => isDatePart && index == 0 && parameter is ColumnReferenceExpression word
                ? word.MultiPartIdentifier.Identifiers[0].Value
                : Value(parameter, scope))
            .ToArray();
        return ScalarFunctions.Call(name, arguments, Context, scope);
    }
}
