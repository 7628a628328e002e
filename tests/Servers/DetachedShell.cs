using System.Diagnostics;

namespace RotationPS.Servers;

/// <summary>
/// A shell script that cleans up whatever becomes of this process. It reads from a pipe that only this process writes to;
/// the pipe closes by disposal, by the end of this process, by Ctrl+C or by <c>kill -9</c>. The script has a session of
/// its own and is nobody's child, so that whoever kills the process group or the process tree does not kill the one that
/// cleans up.
/// </summary>
internal sealed class DetachedShell : IAsyncDisposable
{
    private const string Launch = """
        exec 3<&0
        if command -v setsid >/dev/null 2>&1
        then setsid sh -c "$0" sh "$@" <&3 3<&- &
        else sh -c "$0" sh "$@" <&3 3<&- &
        fi
        """;

    private static readonly TimeSpan _stopTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _shell;

    /// <param name="user">Who runs it.</param>
    /// <param name="script">The script; it ends when its input does.</param>
    /// <param name="arguments">What it is given as $1 and so on.</param>
    public DetachedShell(UnprivilegedUser user, string script, params IEnumerable<string> arguments)
    {
        var start = user.Start("sh", ["-c", Launch, script, .. arguments]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        _shell = Process.Start(start)!;
    }

    /// <summary>Gives the script a line, and takes the one it answers; null where it has ended.</summary>
    public async Task<string?> AskAsync(string line)
    {
        await _shell.StandardInput.WriteLineAsync(line);
        await _shell.StandardInput.FlushAsync();
        return await _shell.StandardOutput.ReadLineAsync();
    }

    /// <summary>Ends the script's input, and waits until it has ended itself.</summary>
    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();

        // The script's end closes its output; the process that .NET started has ended long ago.
        await _shell.StandardOutput.ReadToEndAsync().WaitAsync(_stopTimeout);
        _shell.Dispose();
    }
}
