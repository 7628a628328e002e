using System.Management.Automation;
using System.Text;
using RotationPS.Tests.Cmdlets.Sessions;

namespace RotationPS.Tests.Cmdlets;

/// <summary>All the text that a run gave out, so that it can be searched.</summary>
internal static class Everything
{
    private const int Depth = 8;

    /// <summary>Every stream, every property of every object and of every error, the exceptions underneath included.</summary>
    public static string Of(CmdletRun run)
    {
        var text = new StringBuilder();
        foreach (var line in run.Messages)
        {
            text.AppendLine(line);
        }

        foreach (var output in run.Output)
        {
            text.AppendLine($"{output}").AppendLine($"{output.BaseObject}").AppendLine(PSSerializer.Serialize(output, Depth));
        }

        foreach (var error in run.Errors)
        {
            text.AppendLine($"{error} {error.FullyQualifiedErrorId} {error.CategoryInfo} {error.TargetObject} {error.ErrorDetails} {error.ScriptStackTrace}");
            for (var exception = error.Exception; exception is not null; exception = exception.InnerException)
            {
                text.AppendLine($"{exception}").AppendJoin('\n', Properties(exception)).AppendLine();
            }
        }

        return text.ToString();
    }

    /// <summary>What an exception says of itself. It goes no deeper: there are the types and methods of the framework.</summary>
    private static IEnumerable<string> Properties(Exception exception) =>
        exception.GetType().GetProperties().Select(property => $"{property.Name}: {property.GetValue(exception)}");
}
