namespace RotationPS.Servers;

/// <summary>Keeps a server on Unix, by a shell that stops it and removes its folder when this process lets go of it.</summary>
internal sealed class ShellKeeper : IServerKeeper
{
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

    private readonly DetachedShell _shell;

    public ShellKeeper(UnprivilegedUser user, string binaries, string folder) => _shell = new DetachedShell(user, Keep, binaries, folder);

    public Task<bool> StartAsync() => AskAsync("start");

    public Task<bool> RestartAsync() => AskAsync("restart");

    public Task<bool> CrashAsync() => AskAsync("crash");

    public ValueTask DisposeAsync() => _shell.DisposeAsync();

    private async Task<bool> AskAsync(string command) => await _shell.AskAsync(command) == "0";
}
