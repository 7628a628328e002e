using System.Management.Automation;

namespace RotationPS.Tests.Cmdlets.Sessions;

/// <summary>A session that has imported the module, with a host that records.</summary>
internal sealed class CmdletSession : IDisposable
{
    private readonly RecordingHost _host = new();
    private readonly EngineSession _session;

    public CmdletSession()
    {
        _session = new EngineSession(_host);
        _session.ImportModule();
    }

    public RecordingUserInterface Host => _host.Recorder;

    public void SetVariable(string name, object value) => _session.Runspace.SessionStateProxy.SetVariable(name, value);

    /// <summary>Runs a script to its end and gives all that came of it, errors included.</summary>
    public CmdletRun Run(string script, params object[] arguments)
    {
        using var running = Start(script, arguments);
        return running.WaitForEnd();
    }

    /// <summary>Starts a script.</summary>
    public RunningCmdlet Start(string script, params object[] arguments)
    {
        var powerShell = PowerShell.Create(_session.Runspace);
        powerShell.AddScript(script);
        foreach (var argument in arguments)
        {
            powerShell.AddArgument(argument);
        }

        return new RunningCmdlet(powerShell);
    }

    public void Dispose() => _session.Dispose();
}
