using System.Diagnostics;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;

namespace RotationPS.Resilience.Tests.Stage;

/// <summary>
/// Another process, which rotates what it is told to. It ends when it is disposed of, and by itself when this process does:
/// its input closes then.
/// </summary>
internal sealed class RotationWorker : IDisposable
{
    private readonly Process _process;
    private readonly Dictionary<RotationStep, long> _begun = [];

    private RotationWorker(Process process) => _process = process;

    /// <summary>Starts it on a vault, and returns when it waits for something to do.</summary>
    public static async Task<RotationWorker> StartAsync(string vaultFolder)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "RotationPS.RotationWorker.dll");
        var worker = new RotationWorker(Process.Start(new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", program, vaultFolder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);
        try
        {
            Assert.Equal("ready", await worker.ReadLineAsync());
            return worker;
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    /// <summary>Tells it to rotate secrets, one after the other.</summary>
    public void Rotate(params IEnumerable<SecretId> secrets)
    {
        _begun.Clear();
        _process.StandardInput.WriteLine(string.Join(' ', secrets));
    }

    /// <summary>Waits until a step of the rotation begins.</summary>
    public async Task WaitForAsync(RotationStep step)
    {
        while (!_begun.ContainsKey(step))
        {
            Assert.Null(Take(await ReadLineAsync()));
        }
    }

    /// <summary>Waits for the end of the rotation, or of the next one of several.</summary>
    public async Task<RotationReport> ReadReportAsync()
    {
        RotationReport? report;
        while ((report = Take(await ReadLineAsync())) is null)
        {
        }

        return report;
    }

    /// <summary>Ends it at once, without any of its code being run: SIGKILL.</summary>
    /// <returns>The step of the rotation that it was in; null where the rotation had ended already.</returns>
    public async Task<RotationStep?> KillAsync()
    {
        _process.Kill();
        RotationReport? report = null;
        while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            // The kill has cut no line in two: a pipe takes one that is so short as a whole.
            report = Take(line) ?? report;
        }

        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return report is null ? _begun.Keys.Max() : null;
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

    /// <returns>The report that a line is; null where the line tells of a step.</returns>
    private RotationReport? Take(string line)
    {
        var now = Stopwatch.GetTimestamp();
        if (line.Split(' ', 6) is not ["result", var secret, var status, var version, var previous, var failure])
        {
            _begun.Add(Enum.Parse<RotationStep>(line["step ".Length..]), now);
            return null;
        }

        var report = new RotationReport(
            new SecretId(secret), Enum.Parse<RotationStatus>(status), IdOf(version), IdOf(previous), failure, new Dictionary<RotationStep, long>(_begun), now);
        _begun.Clear();
        return report;
    }

    private static VersionId? IdOf(string word) => word.Length == 0 ? null : new VersionId(word);

    private async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
        ?? throw new InvalidOperationException("The rotating process has ended; what it said is in the error output of the tests.");
}
