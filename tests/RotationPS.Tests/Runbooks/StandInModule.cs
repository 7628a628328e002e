using System.Management.Automation;
using System.Management.Automation.Language;

namespace RotationPS.Tests.Runbooks;

/// <summary>
/// A copy of the shipped runbooks beside a module of the same name whose Invoke-SecretRotation does what a test says, and
/// a session to run them in. The bound parameters of each call are in <c>$global:calls</c>.
/// </summary>
internal sealed class StandInModule : IDisposable
{
    private const string Commands = """
        enum Consumer { Uri; Shell }
        function Invoke-SecretRotation {
            [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
            param(
                [switch] $Due, [string] $VaultPath, [string] $Region, [string] $EndpointUrl, [string] $ProfileName,
                [string[]] $SecretId, [hashtable] $Tag,
                [ValidateRange(1, 100)] [int] $ThrottleLimit, [int] $ServerLimit, [int] $StopAfterFailures, [int] $Canary,
                [int] $ShardIndex, [int] $ShardCount, [Consumer[]] $PasswordFor, [int] $PasswordLength, [string] $ExcludeCharacters,
                [int] $TestTimeout, [int] $FinishTimeout, [switch] $AllowRightsDifference, [string] $LogPath
            )
            $global:calls += , $PSBoundParameters
            if ($PSCmdlet.ShouldProcess('all', 'rotate')) { . $global:work }
        }
        function Out-Result ($Name, $Status, $FailureKind, $Reason) {
            [pscustomobject]@{ Name = $Name; SecretId = $Name; ARN = "arn:$Name"; Status = $Status; FailureKind = $FailureKind; Reason = $Reason }
        }
        function Out-Warning ($Message) { $PSCmdlet.WriteWarning($Message) }
        function Out-Problem ($About, $Message) {
            $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new([Exception]::new($Message), 'LoginFailed', 'AuthenticationError', $About))
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rotationps-runbooks-");
    private readonly EngineSession _session = new();

    public StandInModule()
    {
        var runbooks = Directory.CreateDirectory(Path.Combine(ModuleFolder, "Runbooks")).FullName;
        foreach (var file in Directory.GetFiles(ShippedFolder))
        {
            File.Copy(file, Path.Combine(runbooks, Path.GetFileName(file)));
        }

        File.WriteAllText(Path.Combine(ModuleFolder, "RotationPS.psd1"), "@{ RootModule = 'RotationPS.psm1'; ModuleVersion = '0.1.0'; FunctionsToExport = '*' }");
        File.WriteAllText(Path.Combine(ModuleFolder, "RotationPS.psm1"), Commands);
    }

    /// <summary>The runbooks of the staged module.</summary>
    public static string ShippedFolder => Path.Combine(StagedModule.Folder, "Runbooks");

    /// <summary>The parameters that a shipped runbook offers; one that gets what belongs to no other is none of them.</summary>
    public static IReadOnlySet<string> Parameters(string runbook) => Parser.ParseFile(Path.Combine(ShippedFolder, runbook), out _, out _).ParamBlock.Parameters
        .Where(parameter => !parameter.Attributes.OfType<AttributeAst>().SelectMany(attribute => attribute.NamedArguments).Any(argument => argument.ArgumentName == "ValueFromRemainingArguments"))
        .Select(parameter => parameter.Name.VariablePath.UserPath)
        .ToHashSet();

    /// <summary>A folder of this test's own.</summary>
    public string Folder => _folder.FullName;

    public string ModuleFolder => Path.Combine(Folder, "RotationPS");

    public string DueRotation => Path.Combine(ModuleFolder, "Runbooks", "Invoke-DueRotation.ps1");

    /// <summary>Says what the stand-in does when it is called, as a script.</summary>
    public void Works(string script) => _session.Run($"$global:calls = @(); $global:work = {{ {script} }}");

    /// <summary>Runs a script; any error it writes is thrown.</summary>
    public IReadOnlyList<PSObject> Run(string script, params object[] arguments) => _session.Run(script, arguments);

    /// <summary>Runs Invoke-DueRotation.ps1 and gives its lines; the last one is the exit code.</summary>
    /// <param name="arguments">Its arguments as they would be written.</param>
    public (IReadOnlyList<string> Lines, int ExitCode) Rotate(string arguments = "")
    {
        var output = Run($"& $args[0] {arguments}; $LASTEXITCODE", DueRotation);
        return ([.. output.SkipLast(1).Select(line => (string)line.BaseObject)], (int)output[^1].BaseObject);
    }

    /// <summary>Makes a program of the shell in this test's folder, and gives its path.</summary>
    public string Executable(string name, string script)
    {
        var file = Path.Combine(Folder, name);
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return file;
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }
}
