using System.Text.RegularExpressions;

namespace RotationPS.Targets.MySql;

/// <summary>The host part of an account, where % stands for any characters and _ for any one.</summary>
internal static class HostPattern
{
    /// <summary>Whether whoever comes from a host of the second pattern is taken by the first one too.</summary>
    public static bool Covers(string pattern, string host)
    {
        // A % in the second one stands for more than the _ of the first one does.
        var expression = string.Concat(pattern.Select(character => character switch
        {
            '%' => ".*",
            '_' => "[^%]",
            _ => Regex.Escape(character.ToString()),
        }));
        return Regex.IsMatch(host, $@"\A{expression}\z", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }
}
