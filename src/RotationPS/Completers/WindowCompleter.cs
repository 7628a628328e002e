using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RotationPS.Completers;

/// <summary>Offers some lengths of a window; any number of whole hours may be typed.</summary>
internal sealed class WindowCompleter : IArgumentCompleter
{
    private static readonly string[] _examples = ["1h", "2h", "4h", "8h"];

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionText.Matching(_examples, wordToComplete);
}
