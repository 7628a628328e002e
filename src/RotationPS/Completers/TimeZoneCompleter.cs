using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RotationPS.Completers;

/// <summary>Offers the time zones that this machine knows; a schedule may also name them as another system does.</summary>
internal sealed class TimeZoneCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionText.Matching(TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Order(StringComparer.Ordinal), wordToComplete);
}
