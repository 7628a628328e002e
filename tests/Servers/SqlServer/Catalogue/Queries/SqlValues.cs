using System.Globalization;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>How SQL Server compares and orders values; strings by a collation that ignores case and trailing spaces.</summary>
internal static class SqlValues
{
    /// <summary>Compares two values that are not null.</summary>
    public static int Compare(object left, object right, bool isCaseSensitive = false)
    {
        if (left is string || right is string)
        {
            if (left is string one && right is string two)
            {
                return string.Compare(
                    one.TrimEnd(' '), two.TrimEnd(' '), isCaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);
            }

            var (text, other) = left is string s ? (s, right) : ((string)right, left);
            var converted = SqlConversion.Like(text, other);
            return left is string ? Compare(converted, other) : Compare(other, converted);
        }

        return (left, right) switch
        {
            (byte[] one, byte[] two) => CompareBytes(one, two),
            (DateTime one, DateTime two) => one.CompareTo(two),
            (Guid one, Guid two) => one.CompareTo(two),
            (byte[] one, _) => Number(one).CompareTo(Number(right)),
            (_, byte[] two) => Number(left).CompareTo(Number(two)),
            _ => Number(left).CompareTo(Number(right)),
        };
    }

    public static int Order(object? left, object? right) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        _ => Compare(left, right),
    };

    public static decimal Number(object value) => value switch
    {
        bool bit => bit ? 1 : 0,
        byte[] bytes => bytes.Aggregate(0L, (sum, item) => (sum << 8) | item),
        _ => Convert.ToDecimal(value, CultureInfo.InvariantCulture),
    };

    /// <summary>The smallest type that holds what an operation on two numbers gives.</summary>
    public static object Narrow(decimal value, object left, object right)
    {
        if (left is decimal || right is decimal)
        {
            return value;
        }

        if (left is long || right is long)
        {
            return (long)value;
        }

        return value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw Errors.Of(8115, "Arithmetic overflow error converting expression to data type int.", endsBatch: true);
    }

    private static int CompareBytes(byte[] one, byte[] two)
    {
        for (var index = 0; index < Math.Max(one.Length, two.Length); index++)
        {
            var difference = (index < one.Length ? one[index] : 0) - (index < two.Length ? two[index] : 0);
            if (difference != 0)
            {
                return difference;
            }
        }

        return 0;
    }
}
