using System.Text.RegularExpressions;
using RotationPS.Targets.MySql.Passwords;

namespace RotationPS.Targets.MySql;

/// <summary>Which plugin an account logs in by, from what MariaDB's SHOW CREATE USER tells everybody of themselves.</summary>
internal static class OwnPlugin
{
    /// <summary>Texts in quotes, which may hold any words, and the word after VIA or OR.</summary>
    private static readonly Regex _plugins = new(
        @"'(?:[^'\\]|''|\\.)*'|`(?:[^`]|``)*`|\b(?:VIA|OR)\s+(?<plugin>\w+)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>The first plugin whose hash can be made here, else the first one. A password without a plugin is of the oldest kind.</summary>
    public static string In(string createUser)
    {
        string[] plugins = [.. _plugins.Matches(createUser).Select(match => match.Groups["plugin"]).Where(group => group.Success).Select(group => group.Value)];
        return plugins.FirstOrDefault(PasswordHash.CanMake) ?? plugins.FirstOrDefault() ?? PasswordHash.Native;
    }
}
