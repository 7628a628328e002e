using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace RotationPS.Tests.Help;

/// <summary>A PowerShell engine in this process that has imported one module and answers for its help.</summary>
internal sealed class HelpEngine : IDisposable
{
    /// <param name="module">The module's folder or file.</param>
    /// <param name="arguments">What a script module takes as its arguments.</param>
    public HelpEngine(string module, params object[] arguments)
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            // Only Windows has an execution policy, and by default it forbids the module's script.
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        Runspace = RunspaceFactory.CreateRunspace(state);
        Runspace.Open();
        Module = (PSModuleInfo)Run("Import-Module", new() { ["Name"] = module, ["ArgumentList"] = arguments, ["PassThru"] = true }).BaseObject;
    }

    public Runspace Runspace { get; }

    public PSModuleInfo Module { get; }

    /// <summary>A command this engine knows, or null.</summary>
    public CommandInfo? Command(string name) =>
        Runspace.SessionStateProxy.InvokeCommand.GetCommand(name, CommandTypes.Alias | CommandTypes.Cmdlet | CommandTypes.Function);

    public PSObject Help(string cmdlet) => Run("Get-Help", new() { ["Name"] = cmdlet, ["Full"] = true });

    public void Dispose() => Runspace.Dispose();

    private PSObject Run(string command, Hashtable parameters)
    {
        using var shell = PowerShell.Create(Runspace);
        parameters["ErrorAction"] = ActionPreference.Stop;
        return shell.AddCommand(command).AddParameters(parameters).Invoke().Single();
    }
}
