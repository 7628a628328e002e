using System.Diagnostics;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>Another PowerShell process, which rotates the secret <c>app</c> each time it is told to.</summary>
internal sealed class RotatingProcess : IDisposable
{
    private const string Script = """
        param($Module, $Vault)
        Import-Module $Module
        'ready'
        while ([Console]::In.ReadLine()) {
            $result = Invoke-SecretRotation app -VaultPath $Vault
            $plans = @($result.Steps | Where-Object Step -EQ Plan).Count
            "result $($result.Status) $($result.VersionId) $($result.PreviousVersionId) $plans"
        }
        """;

    private readonly Process _process;

    private RotatingProcess(Process process) => _process = process;

    /// <summary>Starts it, and returns when it waits for <see cref="Go"/>.</summary>
    /// <param name="folder">Where its script is put.</param>
    /// <param name="vault">The vault it works on.</param>
    public static async Task<RotatingProcess> StartAsync(string folder, string vault)
    {
        var script = Path.Combine(folder, $"{Guid.NewGuid():N}.ps1");
        await File.WriteAllTextAsync(script, Script, TestContext.Current.CancellationToken);
        var shell = Path.Combine(AppContext.BaseDirectory, "RotationPS.Shell.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [shell, script, StagedModule.Folder, vault])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var started = new RotatingProcess(process);
        await started.ReadAsync("ready");
        return started;
    }

    /// <summary>Lets it rotate once.</summary>
    public void Go() => _process.StandardInput.WriteLine("go");

    /// <summary>What came of that.</summary>
    public async Task<RotationReport> ReadReportAsync()
    {
        var words = (await ReadAsync("result ")).Split(' ');
        return new RotationReport(words[1], words[2], words[3], words[4]);
    }

    /// <summary>Ends it at once, wherever it is.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task<string> ReadAsync(string start)
    {
        while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The rotating process ended before it said '{start}'.");
    }
}
