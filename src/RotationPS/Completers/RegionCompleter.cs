using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RotationPS.Stores.SecretsManager;

namespace RotationPS.Completers;

/// <summary>Offers the Regions that the AWS SDK knows. One that it does not know yet may be typed all the same.</summary>
internal sealed class RegionCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionText.Matching(SecretsManagerSession.KnownRegions, wordToComplete);
}
