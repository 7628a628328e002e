using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using RotationPS.Engine.Failures;
using RotationPS.Output;

namespace RotationPS.Fleet;

/// <summary>
/// Runs the script block of -AfterRotation in the caller's own runspace, on the pipeline's thread, with the result as
/// <c>$_</c>. It has a time-out, and what it writes is never among the results. It has failed where it throws, writes an error,
/// or leaves an exit code other than 0.
/// </summary>
/// <param name="script">The script block.</param>
/// <param name="timeout">How long it may take.</param>
/// <param name="session">Where it runs.</param>
internal sealed class AfterRotationScript(ScriptBlock script, TimeSpan timeout, SessionState session)
{
    /// <summary>Runs it for one secret.</summary>
    /// <param name="result">What became of the secret.</param>
    /// <param name="stopping">Stops it.</param>
    public AfterRotationRun Run(SecretRotationResult result, CancellationToken stopping)
    {
        var start = Stopwatch.GetTimestamp();
        using var exitCode = new LastExitCode(session);
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand("ForEach-Object").AddParameter("Process", script);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        ended.CancelAfter(timeout);
        CancellationTokenRegistration registration = default;
        var hasRunOut = new TaskCompletionSource<bool>();
        shell.InvocationStateChanged += (_, changed) =>
        {
            switch (changed.InvocationStateInfo.State)
            {
                case PSInvocationState.Running:
                    // A stop before it runs would be lost, and then nothing would stop it any more.
                    registration = ended.Token.Register(() => shell.BeginStop(null, null));
                    break;
                case PSInvocationState.Stopping:
                    // Of Ctrl+C PowerShell tells the script before it tells the cmdlet.
                    hasRunOut.TrySetResult(ended.IsCancellationRequested && !stopping.IsCancellationRequested);
                    break;
            }
        };
        var output = new List<PSObject>();
        string? words;
        try
        {
            shell.Invoke(new[] { result }, output);
            words = shell.InvocationStateInfo.State is PSInvocationState.Completed ? WhatFailed(shell.Streams.Error, exitCode.Value) : "It has stopped itself.";
        }
        catch (RuntimeException failure)
        {
            words = failure.Message;
        }
        finally
        {
            registration.Dispose();
        }

        // A script that is stopped ends without an exception, or with any, by where it was.
        bool? end = hasRunOut.Task.IsCompleted ? hasRunOut.Task.Result : null;
        words = end switch
        {
            null => words,
            true => RanOut(),
            false => "It was stopped with the run.",
        };
        return new AfterRotationRun
        {
            Duration = Stopwatch.GetElapsedTime(start),
            WasStopped = end is false,
            Failure = words is null ? null : Failed(result, words),
            Lines = [.. output.Select(line => $"{line}"), .. shell.Streams.Error.Where(IsTextOfProgram).Select(line => $"{line}")],
            Warnings = [.. shell.Streams.Warning.Select(warning => warning.Message)],
        };
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

    private string RanOut() => string.Create(CultureInfo.InvariantCulture, $"It was stopped after {timeout.TotalSeconds:0} {(timeout.TotalSeconds is 1 ? "second" : "seconds")}.");

    private static RotationException Failed(SecretRotationResult result, string words) => new(
        FailureKind.AfterRotationFailed,
        $"The secret '{result.Name}' has been rotated, but the script of -AfterRotation failed for it: {Sentence(words)}",
        "Do by hand what the script does, or rotate the secret again once the script works.");
}
