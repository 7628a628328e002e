using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RotationPS.Engine.Secrets;

namespace RotationPS.Completers;

/// <summary>Offers the staging labels that Secrets Manager itself moves.</summary>
internal sealed class StageLabelCompleter : IArgumentCompleter
{
    private static readonly string[] _labels = [StageLabel.Current.Value, StageLabel.Pending.Value, StageLabel.Previous.Value];

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionText.Matching(_labels, wordToComplete);
}
