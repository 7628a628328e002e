using System.Text;
using System.Text.RegularExpressions;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>The LIKE predicate.</summary>
internal static class Like
{
    public static bool Matches(string text, string pattern, string? escape, bool isCaseSensitive)
    {
        var expression = new StringBuilder("^");
        for (var index = 0; index < pattern.Length; index++)
        {
            var letter = pattern[index];
            if (escape is { Length: 1 } && letter == escape[0] && index + 1 < pattern.Length)
            {
                expression.Append(Regex.Escape(pattern[++index].ToString()));
                continue;
            }

            if (letter == '[' && pattern.IndexOf(']', index + 1) is var end and > 0)
            {
                var set = pattern[(index + 1)..end];
                expression.Append(Set(set));
                index = end;
                continue;
            }

            expression.Append(letter switch { '%' => ".*", '_' => ".", _ => Regex.Escape(letter.ToString()) });
        }

        var options = RegexOptions.Singleline | RegexOptions.CultureInvariant | (isCaseSensitive ? RegexOptions.None : RegexOptions.IgnoreCase);
        return Regex.IsMatch(text, expression.Append(" *$").ToString(), options);
    }

    private static string Set(string set)
    {
        var isNegated = set.StartsWith('^');
        var letters = isNegated ? set[1..] : set;
        return $"[{(isNegated ? "^" : string.Empty)}{letters.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal).Replace("^", "\\^", StringComparison.Ordinal)}]";
    }
}
