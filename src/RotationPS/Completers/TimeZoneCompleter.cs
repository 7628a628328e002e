using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RotationPS.Completers;

/// <summary>
/// Offers the time zones that this machine knows; a schedule may also name them as another system does. A city is found
/// without its continent, after those that begin with what was typed.
/// </summary>
internal sealed class TimeZoneCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = CompletionText.Typed(wordToComplete);
        var ids = TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Order(StringComparer.Ordinal).ToLookup(id => Begins(id, typed));
        return CompletionText.Quoted(ids[true].Concat(ids[false].Where(id => id.Contains($"/{typed}", StringComparison.OrdinalIgnoreCase))), wordToComplete);
    }

    private static bool Begins(string id, string typed) => id.StartsWith(typed, StringComparison.OrdinalIgnoreCase);
}
