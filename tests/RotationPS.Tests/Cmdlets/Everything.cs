using System.Management.Automation;
using RotationPS.Tests.Cmdlets.Secrecy;
using RotationPS.Tests.Cmdlets.Sessions;

namespace RotationPS.Tests.Cmdlets;

/// <summary>All the text that a run gave out, so that it can be searched.</summary>
internal static class Everything
{
    private const int Depth = 8;

    /// <summary>Every stream, every property of every object and of every error, the exceptions underneath included.</summary>
    public static string Of(CmdletRun run) => string.Join(
        '\n',
        [
            .. run.Messages,
            .. run.Output.Select(output => PSSerializer.Serialize(output, Depth)),
            PublicProperties.Of(run.Output),
            PublicProperties.Of(run.Errors),
        ]);
}
