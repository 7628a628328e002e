using System.Globalization;
using System.Runtime.InteropServices;

namespace RotationPS.Shell;

/// <summary>
/// The native commands this process waits for. The engine stops them only where it reads their output; where they write
/// to the console themselves it counts on the terminal, which sends Ctrl+C to both.
/// </summary>
internal static class ChildProcesses
{
    private const int SigTerm = 15;

    /// <summary>Linux only: elsewhere it finds none, and a stopped run waits until they have ended by themselves.</summary>
    public static IReadOnlyList<int> Ids() => OperatingSystem.IsLinux()
        ? [.. Directory.EnumerateDirectories("/proc/self/task")
            .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture))]
        : [];

    /// <summary>Asks processes to end.</summary>
    public static void Terminate(IEnumerable<int> ids)
    {
        foreach (var id in ids)
        {
            _ = Kill(id, SigTerm);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);
}
