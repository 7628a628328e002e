using System.Diagnostics;
using System.Management.Automation;
using RotationPS.Shell;

var engine = FileVersionInfo.GetVersionInfo(typeof(PSObject).Assembly.Location);
Console.WriteLine($"RotationPS shell: a small host on the PowerShell engine {engine.FileMajorPart}.{engine.FileMinorPart}.{engine.FileBuildPart}.");
Console.WriteLine("It is not pwsh: it has the engine's own cmdlets only, none of the Utility and Management modules.");
Console.WriteLine();

using var session = new ShellSession();
return args is [var script, .. var arguments]
    ? new ScriptRun(session).Run(script, arguments)
    : new InteractivePrompt(session).Run();
