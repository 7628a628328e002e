using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;
using RotationPS.Tests.Cmdlets.Sessions;

namespace RotationPS.Tests;

/// <summary>A PowerShell session in this process, with nothing but the engine's own cmdlets.</summary>
internal sealed class EngineSession : IDisposable
{
    /// <param name="host">What the session shows its output and asks its questions; one that does neither where it is left out.</param>
    public EngineSession(PSHost? host = null)
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            // Only Windows has an execution policy, and by default it forbids the module's script.
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        state.Commands.Add(new SessionStateCmdletEntry("Watch-Stop", typeof(WatchStopCommand), helpFileName: null));
        Runspace = host is null ? RunspaceFactory.CreateRunspace(state) : RunspaceFactory.CreateRunspace(host, state);
        Runspace.Open();
    }

    public Runspace Runspace { get; }

    /// <summary>Runs a script whose first argument is <c>$args[0]</c>. Any error it writes is thrown.</summary>
    public IReadOnlyList<PSObject> Run(string script, params object[] arguments)
    {
        using var powerShell = PowerShell.Create(Runspace);
        powerShell.AddScript(script);
        foreach (var argument in arguments)
        {
            powerShell.AddArgument(argument);
        }

        var output = powerShell.Invoke();
        return powerShell.Streams.Error.FirstOrDefault() is { } error
            ? throw new InvalidOperationException(error.ToString(), error.Exception)
            : output;
    }

    public void ImportModule() => Run("Import-Module $args[0]", StagedModule.Folder);

    /// <summary>The names of the module's cmdlets that this session can call, in order.</summary>
    public IReadOnlyList<string> Cmdlets() =>
        [.. Run("Get-Command -Module RotationPS").Select(command => ((CommandInfo)command.BaseObject).Name).Order()];

    public void Dispose() => Runspace.Dispose();
}
