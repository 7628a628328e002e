using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>The arguments of a procedure, worked out.</summary>
internal sealed class ProcedureArguments
{
    private readonly BatchRun _run;
    private readonly List<(string? Name, object? Value, string? Output)> _items;

    public ProcedureArguments(BatchRun run, IList<ExecuteParameter> parameters)
    {
        _run = run;
        _items = run.Read(context => parameters
            .Select(parameter => (
                parameter.Variable?.Name,
                Worked(parameter.ParameterValue, context),
                parameter.IsOutput ? ((VariableReference)parameter.ParameterValue).Name : null))
            .ToList());
    }

    /// <summary>The value of an argument by its name, or by its place where it has no name.</summary>
    public object? Value(string name, int position) => Find(name, position)?.Value;

    public bool Has(string name, int position) => Find(name, position) is not null;

    public string Text(string name, int position, string fallback) =>
        Convert.ToString(Value(name, position), CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : fallback;

    public int Number(string name, int position, int fallback) =>
        Value(name, position) is { } value ? Convert.ToInt32(value, CultureInfo.InvariantCulture) : fallback;

    /// <summary>Hands the values of output parameters back to the caller's variables.</summary>
    public void Return(Dictionary<string, object?> values)
    {
        foreach (var (name, _, output) in _items)
        {
            if (name is not null && output is not null && values.TryGetValue(name, out var value))
            {
                _run.Session.SetVariable(output, value);
            }
        }
    }

    /// <summary>Refuses arguments by another name than the known ones.</summary>
    public void Only(params string[] known)
    {
        if (_items.Find(item => item.Name is { } name && !known.Contains(name, StringComparer.OrdinalIgnoreCase)).Name is { } unknown)
        {
            throw Errors.Of(8145, $"{unknown} is not a parameter for procedure.", 16, 2);
        }
    }

    private static object? Worked(ScalarExpression expression, StatementContext context) =>
        expression is ColumnReferenceExpression or IdentifierLiteral
            ? (expression as ColumnReferenceExpression)?.MultiPartIdentifier.Identifiers[^1].Value ?? ((IdentifierLiteral)expression).Value
            : new Expressions(context).Value(expression, null);

    private (string? Name, object? Value, string? Output)? Find(string name, int position)
    {
        var named = _items.FindIndex(item => Names.Same(item.Name, name));
        if (named >= 0)
        {
            return _items[named];
        }

        return position < _items.Count && _items[position].Name is null ? _items[position] : null;
    }
}
