using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RotationPS.Completers;

/// <summary>Offers texts that are the same whatever else stands on the command line.</summary>
internal abstract class TextCompleter : IArgumentCompleter
{
    /// <summary>What is on offer.</summary>
    protected abstract IEnumerable<string> Texts { get; }

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionText.Matching(Texts, wordToComplete);
}
