namespace RotationPS.Tests.Help;

/// <summary>The finished module, as the build stages it.</summary>
internal static class StagedModule
{
    public static string Folder { get; } = Find();

    private static string Find()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "RotationPS.sln")))
        {
            root = root.Parent;
        }

        var folder = Path.Combine(root?.FullName ?? AppContext.BaseDirectory, "out", "RotationPS");
        return Directory.Exists(folder) ? folder : throw new DirectoryNotFoundException($"{folder} is not there: run build.ps1 Build first.");
    }
}
