using System.Management.Automation;

namespace RotationPS.Tests.Cmdlets.Sessions;

/// <summary>A script that runs.</summary>
internal sealed class RunningCmdlet : IDisposable
{
    private readonly PowerShell _powerShell;
    private readonly PSDataCollection<PSObject> _output = [];
    private readonly IAsyncResult _invocation;

    public RunningCmdlet(PowerShell powerShell)
    {
        _powerShell = powerShell;
        _invocation = powerShell.BeginInvoke<PSObject, PSObject>(null, _output);
    }

    /// <summary>Begins to stop it, as Ctrl+C does; the end of the task is the end of the script.</summary>
    public Task StopAsync() => Task.Factory.FromAsync(_powerShell.BeginStop(null, null), _powerShell.EndStop);

    public CmdletRun WaitForEnd()
    {
        ErrorRecord[] thrown = [];
        try
        {
            _powerShell.EndInvoke(_invocation);
        }
        catch (PipelineStoppedException)
        {
            return CmdletRun.Of(_powerShell, _output, thrown) with { WasStopped = true };
        }
        catch (RuntimeException terminating)
        {
            thrown = [terminating.ErrorRecord];
        }

        return CmdletRun.Of(_powerShell, _output, thrown);
    }

    public void Dispose() => _powerShell.Dispose();
}
