using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Microsoft.PowerShell;

namespace RotationPS.Benchmarks.Scenes;

/// <summary>A PowerShell session in this process, for the module as its users import it.</summary>
internal sealed class ModuleSession : IDisposable
{
    private readonly Runspace _runspace;

    public ModuleSession()
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            // Only Windows has an execution policy, and by default it forbids the module's script.
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
    }

    /// <summary>The staged module for all platforms.</summary>
    public static string ModuleFolder { get; } = Path.Combine(RepositoryFolder(), "out", "RotationPS");

    /// <summary>The staged module for this platform alone, compiled ahead of time.</summary>
    public static string OnePlatformFolder { get; } = Path.Combine(RepositoryFolder(), "out", Platform, "RotationPS");

    private static string Platform =>
        typeof(ModuleSession).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Platform").Value!;

    /// <summary>Runs a script; any error it writes is thrown.</summary>
    public IReadOnlyList<PSObject> Run(string script, params object[] arguments)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        foreach (var argument in arguments)
        {
            shell.AddArgument(argument);
        }

        var output = shell.Invoke();
        return shell.Streams.Error.FirstOrDefault() is { } error ? throw new InvalidOperationException(error.ToString(), error.Exception) : output;
    }

    public void Dispose() => _runspace.Dispose();

    private static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RotationPS.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds RotationPS.sln.");
    }
}
