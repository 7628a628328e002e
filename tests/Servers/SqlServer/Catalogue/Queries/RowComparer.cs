namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>Finds rows alike, as DISTINCT, UNION and GROUP BY do: nulls are alike.</summary>
internal sealed class RowComparer : IEqualityComparer<object?[]>
{
    public static RowComparer Instance { get; } = new();

    public bool Equals(object?[]? left, object?[]? right) => left!.Zip(right!).All(pair => SqlValues.Order(pair.First, pair.Second) == 0);

    public int GetHashCode(object?[] row)
    {
        var hash = default(HashCode);
        foreach (var value in row)
        {
            hash.Add(value switch
            {
                null => 0,
                string text => text.TrimEnd(' ').ToUpperInvariant().GetHashCode(StringComparison.Ordinal),
                DateTime or Guid => value.GetHashCode(),
                _ => SqlValues.Number(value).GetHashCode(),
            });
        }

        return hash.ToHashCode();
    }
}
