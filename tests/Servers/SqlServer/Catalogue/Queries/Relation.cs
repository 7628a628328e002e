namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>Rows under named columns.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows.</param>
internal sealed record Relation(IReadOnlyList<RelationColumn> Columns, IReadOnlyList<object?[]> Rows)
{
    /// <summary>Gets what a SELECT without FROM reads: one row without columns.</summary>
    public static Relation One { get; } = new([], [[]]);

    public Relation Named(string? source) => new([.. Columns.Select(column => column with { Source = source })], Rows);
}
