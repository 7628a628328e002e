using System.Diagnostics;

namespace RotationPS.Benchmarks.Harness;

/// <summary>Runs a part of this program in a fresh process, for what the rest of it would blur.</summary>
internal static class OwnProcess
{
    /// <summary>Runs it.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>The lines it printed.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };

        // Under `dotnet X.dll` the process is dotnet, and this program its first argument.
        if (Path.GetFileNameWithoutExtension(start.FileName) is "dotnet")
        {
            start.ArgumentList.Add(typeof(OwnProcess).Assembly.Location);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : throw new InvalidOperationException($"The process for '{start.ArgumentList[^1]}' ended with {process.ExitCode}. {output}");
    }
}
