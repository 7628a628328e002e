namespace RotationPS.Tests.Cmdlets.Secrecy;

/// <summary>What everybody on the machine may read of the processes that run.</summary>
internal static class ProcessArguments
{
    /// <summary>The arguments of every process, a line each; none where the system has no place to read them.</summary>
    public static string All()
    {
        const string Processes = "/proc";
        return OperatingSystem.IsLinux()
            ? string.Join('\n', Directory.EnumerateDirectories(Processes).Where(process => int.TryParse(Path.GetFileName(process), out _)).Select(Read))
            : string.Empty;
    }

    private static string Read(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
