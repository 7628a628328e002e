using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RotationPS.Completers;

/// <summary>Offers examples of schedules, for their parentheses and fields are easier to change than to remember.</summary>
internal sealed class ScheduleCompleter : IArgumentCompleter
{
    private static readonly string[] _examples = ["rate(30 days)", "rate(12 hours)", "cron(0 8 1 * ? *)", "cron(0 2 ? * SUN#1 *)"];

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionText.Matching(_examples, wordToComplete);
}
