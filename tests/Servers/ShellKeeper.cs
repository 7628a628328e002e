using System.Diagnostics;

namespace RotationPS.Servers;

/// <summary>
/// Keeps a server on Unix. A shell reads commands from a pipe that only this process writes to. When the pipe closes, be
/// it by disposal, by the end of this process, by Ctrl+C or by <c>kill -9</c>, the shell stops the server and removes its
/// folder. The shell has a session of its own and is nobody's child, so that whoever kills the process group or the
/// process tree does not kill the one that cleans up.
/// </summary>
internal sealed class ShellKeeper : IServerKeeper
{
    private const string Launch = """
        exec 3<&0
        if command -v setsid >/dev/null 2>&1
        then setsid sh -c "$0" sh "$@" <&3 3<&- &
        else sh -c "$0" sh "$@" <&3 3<&- &
        fi
        """;

    private const string Keep = """
        trap '' HUP INT QUIT TERM
        bin=$1 folder=$2
        control() { "$bin/pg_ctl" "$@" -D "$folder/data" -s -w -t 60 </dev/null >>"$folder/pg_ctl.log" 2>&1; }
        while read -r command
        do
            case $command in
                start) control start -l "$folder/server.log" ;;
                restart) control restart -m fast -l "$folder/server.log" ;;
                crash) control restart -m immediate -l "$folder/server.log" ;;
            esac
            echo $?
        done
        control stop -m immediate
        rm -rf "$folder"
        """;

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _shell;

    public ShellKeeper(UnprivilegedUser user, string binaries, string folder)
    {
        var start = user.Start("sh", "-c", Launch, Keep, binaries, folder);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        _shell = Process.Start(start)!;
    }

    public Task<bool> StartAsync() => AskAsync("start");

    public Task<bool> RestartAsync() => AskAsync("restart");

    public Task<bool> CrashAsync() => AskAsync("crash");

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();

        // The shell's end closes its output; the process that .NET started has ended long ago.
        await _shell.StandardOutput.ReadToEndAsync().WaitAsync(StopTimeout);
        _shell.Dispose();
    }

    private async Task<bool> AskAsync(string command)
    {
        await _shell.StandardInput.WriteLineAsync(command);
        await _shell.StandardInput.FlushAsync();
        return await _shell.StandardOutput.ReadLineAsync() == "0";
    }
}
