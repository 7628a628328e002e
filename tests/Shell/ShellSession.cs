using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.InteropServices;

namespace RotationPS.Shell;

/// <summary>
/// One runspace of the engine with our console as its host. Whatever runs shows its output and its errors as it goes.
/// An interrupt stops what runs, finally blocks included, so that servers a script has started are stopped too.
/// </summary>
internal sealed class ShellSession : IDisposable
{
    private readonly ShellHost _host = new();
    private readonly Runspace _runspace;
    private readonly List<PosixSignalRegistration> _signals;
    private readonly Lock _lock = new();
    private PowerShell? _running;

    public ShellSession()
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.Open();
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }
            .Select(signal => PosixSignalRegistration.Create(signal, Stop))];
    }

    public int? RequestedExitCode => _host.RequestedExitCode;

    public ShellUserInterface UI => _host.UI;

    /// <summary>The exit code that stands for the signal that stopped the last run; null if none did.</summary>
    public int? InterruptedExitCode { get; private set; }

    /// <summary>The exit code of the last native command, or what a script file gave to <c>exit</c>.</summary>
    public int LastExitCode => _runspace.SessionStateProxy.PSVariable.GetValue("global:LASTEXITCODE") as int? ?? ExitCode.Success;

    /// <summary>Whether the last run let an error through to the console.</summary>
    public bool HasShownError => _host.UI.HasShownError;

    public string Location => _runspace.SessionStateProxy.Path.CurrentLocation.Path;

    /// <summary>Runs one command, its output and errors shown on the console.</summary>
    public void Run(Command command)
    {
        using var powerShell = PowerShell.Create(_runspace);
        command.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        powerShell.Commands.AddCommand(command).AddCommand("Out-Default");
        lock (_lock)
        {
            _running = powerShell;
            InterruptedExitCode = null;
            _host.UI.HasShownError = false;
        }

        try
        {
            powerShell.Invoke(null, new PSInvocationSettings { AddToHistory = command.IsScript });
        }
        catch (PipelineStoppedException) when (InterruptedExitCode is not null)
        {
            // Told below, as for a pipeline that ends before it notices that it was stopped.
        }
        catch (RuntimeException e)
        {
            Show(e.ErrorRecord);
        }
        finally
        {
            lock (_lock)
            {
                _running = null;
            }
        }

        if (InterruptedExitCode is not null)
        {
            UI.WriteErrorLine("Interrupted.");
        }
    }

    public void Dispose()
    {
        _signals.ForEach(signal => signal.Dispose());
        _runspace.Dispose();
    }

    private void Show(ErrorRecord error)
    {
        using var powerShell = PowerShell.Create(_runspace);
        powerShell.AddCommand("Out-Default");
        UI.ShowError(() => powerShell.Invoke(new[] { error }));
    }

    private void Stop(PosixSignalContext context)
    {
        lock (_lock)
        {
            // Ctrl+C at the prompt is no wish to leave. Any other signal with nothing to stop, and a second one of any
            // kind, ends the process as it would without us.
            if (_running is null || InterruptedExitCode is not null)
            {
                context.Cancel = _running is null && context.Signal == PosixSignal.SIGINT;
                return;
            }

            context.Cancel = true;
            InterruptedExitCode = ExitCode.SignalBase + SignalNumber(context.Signal);

            // A terminal has sent its Ctrl+C to the native command as well; any other signal came to us alone. What
            // finally blocks start from now on is left to do its work.
            var isFromTerminal = context.Signal == PosixSignal.SIGINT && !Console.IsInputRedirected;
            var children = isFromTerminal ? [] : ChildProcesses.Ids();
            _running.BeginStop(null, null);
            ChildProcesses.Terminate(children);
        }
    }

    private static int SignalNumber(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGTERM => 15,
        _ => 2,
    };
}
