using System.Diagnostics;
using Xunit;

namespace RotationPS.Stores.Tests;

/// <summary>A running process of the vault worker; it is killed at the end if it still runs.</summary>
internal sealed class Worker : IDisposable
{
    private readonly Process _process;

    private Worker(Process process) => _process = process;

    public bool HasSucceeded => _process.HasExited && _process.ExitCode == 0;

    /// <summary>Starts a worker and returns when it waits for <see cref="Go"/>.</summary>
    public static async Task<Worker> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo
        {
            FileName = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "RotationPS.VaultWorker.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var worker = new Worker(Process.Start(start)!);
        Assert.Equal("ready", await worker.ReadLineAsync());
        return worker;
    }

    public void Go() => _process.StandardInput.WriteLine();

    public async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

    /// <summary>The rest of the lines; returns when the process has ended.</summary>
    public async Task<string[]> ReadToEndAsync()
    {
        var rest = await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return rest.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Ends the process at once, without any of its code being run: SIGKILL.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
