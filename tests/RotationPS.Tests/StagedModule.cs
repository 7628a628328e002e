namespace RotationPS.Tests;

/// <summary>The finished module, as the build of this project stages it.</summary>
internal static class StagedModule
{
    public static string Folder { get; } = Path.Combine(RepositoryFolder(), "out", "RotationPS");

    public static string Manifest { get; } = Path.Combine(Folder, "RotationPS.psd1");

    /// <summary>Where its assemblies are.</summary>
    public static string AssemblyFolder { get; } = Path.Combine(Folder, "bin", "net8.0");

    public static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RotationPS.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds RotationPS.sln.");
    }
}
