using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>The row an expression is worked out on, inside the rows of the queries around it.</summary>
/// <param name="columns">The row's columns.</param>
/// <param name="row">The row.</param>
/// <param name="outer">The row of the query around this one.</param>
internal sealed class Scope(IReadOnlyList<RelationColumn> columns, object?[] row, Scope? outer)
{
    public IReadOnlyList<RelationColumn> Columns { get; } = columns;

    public object?[] Row { get; } = row;

    public Scope? Outer { get; } = outer;

    /// <summary>Gets the rows of the group for aggregates; null where nothing is grouped.</summary>
    public IReadOnlyList<object?[]>? Group { get; init; }

    /// <summary>Gets a value indicating whether only names are checked, on a row of nulls, as the server does before it runs a batch.</summary>
    public bool IsCheck { get; init; }

    public static Scope Check(IReadOnlyList<RelationColumn> columns, Scope? outer) =>
        new(columns, new object?[columns.Count], outer) { IsCheck = true, Group = [] };

    public Scope With(object?[] row) => new(Columns, row, Outer) { IsCheck = IsCheck };

    public object? Value(MultiPartIdentifier name)
    {
        var (scope, index) = Find(name);
        if (scope.Columns[index].Denial is { } denial)
        {
            throw denial;
        }

        return scope.Row[index];
    }

    public RelationColumn Column(MultiPartIdentifier name)
    {
        var (scope, index) = Find(name);
        return scope.Columns[index];
    }

    private bool IsSource(string source) =>
        Columns.Any(column => Names.Same(column.Source, source)) || Outer?.IsSource(source) == true;

    private (Scope Scope, int Index) Find(MultiPartIdentifier name)
    {
        var parts = name.Identifiers;
        var column = parts[^1].Value;
        var source = parts.Count > 1 ? parts[^2].Value : null;
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            var found = Enumerable.Range(0, scope.Columns.Count)
                .Where(index => Names.Same(scope.Columns[index].Name, column) && (source is null || Names.Same(scope.Columns[index].Source, source)))
                .ToArray();
            if (found.Length > 1)
            {
                throw Errors.Of(209, $"Ambiguous column name '{column}'.", endsBatch: true);
            }

            if (found.Length == 1)
            {
                return (scope, found[0]);
            }
        }

        throw source is null || IsSource(source)
            ? Errors.NoColumn(column)
            : Errors.Of(4104, $"The multi-part identifier \"{string.Join('.', parts.Select(part => part.Value))}\" could not be bound.", endsBatch: true);
    }
}
