using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using RotationPS.Engine.Failures;
using RotationPS.Output;

namespace RotationPS.Fleet;

/// <summary>
/// Runs the script block of -AfterRotation in the caller's own runspace, on the pipeline's thread, with the result as
/// <c>$_</c>. It has a time-out, and what it writes goes to the streams for messages, never among the results. It has failed
/// where it throws, writes an error, or leaves an exit code other than 0.
/// </summary>
/// <param name="script">The script block.</param>
/// <param name="timeout">How long it may take.</param>
/// <param name="cmdlet">Writes its messages.</param>
internal sealed class AfterRotationScript(ScriptBlock script, TimeSpan timeout, PSCmdlet cmdlet)
{
    /// <summary>Runs it for one secret.</summary>
    /// <param name="result">What became of the secret.</param>
    /// <param name="stopping">Stops it.</param>
    /// <returns>How long it took, and why it failed; null where it did not.</returns>
    public (TimeSpan Duration, RotationException? Failure) Run(SecretRotationResult result, CancellationToken stopping)
    {
        var start = Stopwatch.GetTimestamp();
        using var exitCode = new LastExitCode(cmdlet.SessionState);
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand("ForEach-Object").AddParameter("Process", script);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        ended.CancelAfter(timeout);
        using var registration = ended.Token.Register(() => shell.BeginStop(null, null));
        string? words = null;
        try
        {
            foreach (var line in shell.Invoke(new[] { result }))
            {
                cmdlet.WriteVerbose($"{result.Name}: {line}");
            }

            // A script that is stopped ends without an exception, or with one, by where it was.
            words = ended.IsCancellationRequested ? Stopped(stopping) : WhatFailed(shell.Streams.Error, exitCode.Value);
        }
        catch (PipelineStoppedException) when (ended.IsCancellationRequested)
        {
            words = Stopped(stopping);
        }
        catch (RuntimeException failure)
        {
            words = failure.Message;
        }

        foreach (var line in shell.Streams.Error.Where(IsTextOfProgram))
        {
            cmdlet.WriteVerbose($"{result.Name}: {line}");
        }

        foreach (var warning in shell.Streams.Warning)
        {
            cmdlet.WriteWarning($"{result.Name}: {warning.Message}");
        }

        return (Stopwatch.GetElapsedTime(start), words is null ? null : Failed(result, words));
    }

    private static string? WhatFailed(PSDataCollection<ErrorRecord> errors, int exitCode)
    {
        if (errors.FirstOrDefault(error => !IsTextOfProgram(error)) is { } error)
        {
            return error.ToString();
        }

        var said = errors.FirstOrDefault() is { } line ? $": {line}" : string.Empty;
        return exitCode == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"It ended with exit code {exitCode}{said}");
    }

    /// <summary>
    /// PowerShell makes an error of every line that a program writes to stderr, where programs also put what is no error at
    /// all; whether one has failed its exit code tells.
    /// </summary>
    private static bool IsTextOfProgram(ErrorRecord error) => error.FullyQualifiedErrorId is "NativeCommandError" or "NativeCommandErrorMessage";

    // A script's own words seldom end as the sentence does that they stand in.
    private static string Sentence(string words) => words.TrimEnd() is [.., not ('.' or '!' or '?')] told ? $"{told}." : words.TrimEnd();

    private string Stopped(CancellationToken stopping) => stopping.IsCancellationRequested ? "It was stopped with the run." : string.Create(CultureInfo.InvariantCulture, $"It was stopped after {timeout.TotalSeconds:0} {(timeout.TotalSeconds is 1 ? "second" : "seconds")}.");

    private static RotationException Failed(SecretRotationResult result, string words) => new(
        FailureKind.AfterRotationFailed,
        $"The secret '{result.Name}' has been rotated, but the script of -AfterRotation failed for it: {Sentence(words)}",
        "Do by hand what the script does, or rotate the secret again once the script works.");
}
