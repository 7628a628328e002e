using Xunit;

namespace RotationPS.Tests.Shell;

/// <summary>A run that went wrong can be told by its exit code.</summary>
public sealed class ExitCodeTests : IDisposable
{
    private readonly ShellProcess _shell = new();

    [Theory]
    [InlineData("'all is well'", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("function Stop-All { exit 4 }; Stop-All; 'not reached'", 4)]
    [InlineData("& dotnet no-such-command-of-dotnet 2>&1 | Out-Null", 1)]
    [InlineData("& dotnet no-such-command-of-dotnet 2>&1 | Out-Null; exit 0", 0)]
    [InlineData("throw 'it broke'", 1)]
    [InlineData("No-SuchCommand; 'goes on'", 1)]
    [InlineData("1 / $null; 'goes on'", 1)]
    [InlineData("Get-Command No-SuchCommand; 'goes on'", 1)]
    [InlineData("if (", 1)]
    [InlineData("throw 'it broke'; exit 0", 1)]
    [InlineData("try { No-SuchCommand } catch { 'caught' }", 0)]
    [InlineData("Get-Command No-SuchCommand -ErrorAction SilentlyContinue", 0)]
    public async Task The_exit_code_is_that_of_the_script(string script, int expected)
    {
        var result = await _shell.RunAsync(script);

        Assert.Equal(expected, result.ExitCode);
    }

    [Fact]
    public async Task A_script_that_is_not_there_is_named()
    {
        var result = await ShellProcess.EndAsync(_shell.Start("missing.ps1"), input: "");

        Assert.Equal(64, result.ExitCode);
        Assert.Contains("missing.ps1", result.Errors[0]);
    }

    [Fact]
    public async Task An_interrupt_runs_the_finally_blocks_and_leaves_the_code_of_its_signal()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no way to send a signal to one process.");
        File.WriteAllText(Path.Combine(_shell.Folder, "wait.ps1"), "try { & sh -c 'echo started; exec sleep 1000' } finally { & touch stopped }");
        using var process = _shell.Start("wait.ps1");
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is not "started")
        {
        }

        using (var kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var result = await ShellProcess.EndAsync(process, input: "");
        Assert.Equal(128 + 15, result.ExitCode);
        Assert.True(File.Exists(Path.Combine(_shell.Folder, "stopped")));
    }

    public void Dispose() => _shell.Dispose();
}
