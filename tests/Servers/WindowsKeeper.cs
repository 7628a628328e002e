using System.Diagnostics;

namespace RotationPS.Servers;

/// <summary>Keeps a server on Windows, where pg_ctl itself gives up an administrator's rights.</summary>
internal sealed class WindowsKeeper : IServerKeeper
{
    private readonly string _control;
    private readonly string _folder;

    public WindowsKeeper(string binaries, string folder)
    {
        (_control, _folder) = (Path.Combine(binaries, "pg_ctl.exe"), folder);
        AppDomain.CurrentDomain.ProcessExit += Stop;
        Console.CancelKeyPress += Stop;
    }

    public Task<bool> StartAsync() => ControlAsync("start", "-l", Path.Combine(_folder, "server.log"));

    public Task<bool> RestartAsync() => ControlAsync("restart", "-m", "fast", "-l", Path.Combine(_folder, "server.log"));

    public Task<bool> CrashAsync() => ControlAsync("restart", "-m", "immediate", "-l", Path.Combine(_folder, "server.log"));

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= Stop;
        Console.CancelKeyPress -= Stop;
        await ControlAsync("stop", "-m", "immediate");
        Directory.Delete(_folder, recursive: true);
    }

    private void Stop(object? sender, EventArgs arguments) => ControlAsync("stop", "-m", "immediate").GetAwaiter().GetResult();

    private async Task<bool> ControlAsync(params string[] arguments)
    {
        // The server inherits what pg_ctl writes to, so nothing may be redirected: reading it would never end.
        using var control = Process.Start(new ProcessStartInfo(
            _control,
            [.. arguments, "-D", Path.Combine(_folder, "data"), "-s", "-w", "-t", "60"]))!;
        await control.WaitForExitAsync();
        return control.ExitCode == 0;
    }
}
