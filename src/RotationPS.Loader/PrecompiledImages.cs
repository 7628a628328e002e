using System.Runtime.InteropServices;

namespace RotationPS.Loader;

/// <summary>
/// The assemblies that are there a second time, compiled ahead of time. Such an image is of use to one version of .NET, one
/// operating system and one processor, so each lies in a folder that names them: <c>bin/net10.0/linux-x64</c>.
/// </summary>
/// <param name="binFolder">The folder that holds a folder for each target framework.</param>
internal sealed class PrecompiledImages(string binFolder)
{
    private readonly string _folder = Path.Combine(binFolder, $"net{Environment.Version.Major}.0", Platform);

    /// <summary>This platform as the folders are called. Images do not depend on the C library, so it is not named.</summary>
    public static string Platform { get; } = $"{OperatingSystemName}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    private static string OperatingSystemName => OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";

    /// <summary>Gives the image of an assembly, or the assembly itself where there is none.</summary>
    /// <param name="assemblyPath">The assembly for all platforms.</param>
    public string InsteadOf(string assemblyPath)
    {
        var image = Path.Combine(_folder, Path.GetFileName(assemblyPath));
        return File.Exists(image) ? image : assemblyPath;
    }
}
