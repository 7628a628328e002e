using System.Globalization;
using System.Text;

namespace RotationPS.Servers.SecretsManager;

/// <summary>The part of a list that one answer has.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextToken)
{
    public static Page<T> Of(IReadOnlyList<T> all, WireRequest request, int usual, int max = 100)
    {
        var size = request.Number("MaxResults", 1, max, usual);
        var start = request.Text("NextToken", 1, 4096) is { } token ? Offset(token) : 0;
        var end = Math.Min(start + size, all.Count);
        return new Page<T>([.. all.Skip(start).Take(size)], end < all.Count ? Token(end) : null);
    }

    private static string Token(int offset) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(offset.ToString(CultureInfo.InvariantCulture)));

    private static int Offset(string token)
    {
        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out var length)
            && int.TryParse(Encoding.ASCII.GetString(bytes, 0, length), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
                ? offset
                : throw ServiceErrors.NextToken();
    }
}
