using System.Management.Automation;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>What holds for every error that the cmdlets write.</summary>
internal static class Refusal
{
    /// <summary>Asserts that a run wrote one error, of this kind and about this secret, and gives its message.</summary>
    public static string Assert(CmdletRun run, string kind, string command, object? target)
    {
        var error = Xunit.Assert.Single(run.Errors);
        Xunit.Assert.Equal($"{kind},RotationPS.Commands.{command}Command", error.FullyQualifiedErrorId);
        Xunit.Assert.NotEqual(ErrorCategory.NotSpecified, error.CategoryInfo.Category);
        Xunit.Assert.Equal(target, error.TargetObject);

        var message = error.Exception.Message;
        var nextStep = (string)error.Exception.GetType().GetProperty("NextStep")!.GetValue(error.Exception)!;
        Xunit.Assert.NotEqual(string.Empty, nextStep);
        Xunit.Assert.EndsWith(nextStep, message);
        Xunit.Assert.EndsWith(".", message);
        Xunit.Assert.DoesNotContain("   at ", message);
        return message;
    }
}
