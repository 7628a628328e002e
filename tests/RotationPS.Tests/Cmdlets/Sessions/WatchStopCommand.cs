using System.Management.Automation;

namespace RotationPS.Tests.Cmdlets.Sessions;

/// <summary>
/// Tells a test that the cmdlets before it in the pipeline have heard of a stop: PowerShell tells them one after the other. What
/// comes down the pipeline is passed on.
/// </summary>
[Cmdlet("Watch", "Stop")]
internal sealed class WatchStopCommand : PSCmdlet
{
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true, Position = 0)]
    public Action Heard { get; set; } = null!;

    protected override void ProcessRecord() => WriteObject(InputObject);

    protected override void StopProcessing() => Heard();
}
