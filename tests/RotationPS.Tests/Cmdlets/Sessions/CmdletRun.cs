using System.Management.Automation;

namespace RotationPS.Tests.Cmdlets.Sessions;

/// <summary>All that came of one run.</summary>
internal sealed record CmdletRun
{
    public required IReadOnlyList<PSObject> Output { get; init; }

    public required IReadOnlyList<ErrorRecord> Errors { get; init; }

    /// <summary>The lines of every stream but output and errors.</summary>
    public required IReadOnlyList<string> Messages { get; init; }

    public bool WasStopped { get; init; }

    public static CmdletRun Of(PowerShell powerShell, IEnumerable<PSObject> output, IEnumerable<ErrorRecord> thrown)
    {
        var streams = powerShell.Streams;
        return new CmdletRun
        {
            Output = [.. output],
            Errors = [.. streams.Error, .. thrown],
            Messages =
            [
                .. streams.Verbose.Select(record => record.Message),
                .. streams.Debug.Select(record => record.Message),
                .. streams.Warning.Select(record => record.Message),
                .. streams.Information.Select(record => $"{record}"),
                .. streams.Progress.Select(record => $"{record}"),
            ],
        };
    }
}
