using System.Diagnostics;
using System.Security.Cryptography;

namespace RotationPS.Servers;

/// <summary>Node.js and npm of this machine, to run programs on packages that nobody here wrote.</summary>
public sealed class NodeJs
{
    private readonly string _node;
    private readonly string _npm;

    private NodeJs(string node, string npm) => (_node, _npm) = (node, npm);

    /// <summary>Finds Node.js and npm, or installs them from Debian's packages where this process is root.</summary>
    /// <exception cref="ServerUnavailableException">There is none; the message says what to install.</exception>
    public static async Task<NodeJs> FindAsync()
    {
        if (Find() is { } present)
        {
            return present;
        }

        if (DebianPackages.CanInstall)
        {
            await DebianPackages.InstallAsync("nodejs", "npm");
        }

        return Find() ?? throw new ServerUnavailableException(
            "Node.js or npm is not on PATH, and packages are installed only for root, with apt-get. Install nodejs and npm.");
    }

    /// <summary>
    /// Installs the packages of a lock file, once for each user of the machine and content of the file, and runs a program beside them.
    /// </summary>
    /// <param name="folder">The folder with the program, <c>package.json</c> and <c>package-lock.json</c>; nothing is written there.</param>
    /// <param name="program">The program's file name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="ServerUnavailableException">npm could not install the packages, or the program failed.</exception>
    public async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        var packages = await InstallAsync(folder);

        // Node looks for packages beside the program, so a copy of it runs where they are.
        var copy = Path.Combine(packages, $"{Guid.NewGuid():N}-{program}");
        File.Copy(Path.Combine(folder, program), copy);
        try
        {
            return await Commands.RunAsync(new ProcessStartInfo(_node, [copy, .. arguments]));
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private static NodeJs? Find() =>
        Commands.Find(OperatingSystem.IsWindows() ? "node.exe" : "node") is { } node
        && Commands.Find(OperatingSystem.IsWindows() ? "npm.cmd" : "npm") is { } npm
            ? new NodeJs(node, npm)
            : null;

    /// <summary>Installs the packages of a lock file, once for each user of the machine and content of the file, without running any of theirs.</summary>
    /// <param name="folder">The folder with <c>package.json</c> and <c>package-lock.json</c>; nothing is written there.</param>
    /// <returns>The folder with <c>node_modules</c>.</returns>
    /// <exception cref="ServerUnavailableException">npm could not install the packages.</exception>
    public async Task<string> InstallAsync(string folder)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder, "package-lock.json"))))[..16];
        var cache = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
            "RotationPS.Tests");
        var installed = Path.Combine(cache, $"npm-{hash}");
        if (Directory.Exists(installed))
        {
            return installed;
        }

        // Made elsewhere and moved when complete, so that a run that is cut off leaves no half of it under that name.
        var unfinished = Path.Combine(cache, $"npm-{hash}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(unfinished);
        try
        {
            foreach (var file in new[] { "package.json", "package-lock.json" })
            {
                File.Copy(Path.Combine(folder, file), Path.Combine(unfinished, file));
            }

            await Commands.RunAsync(new ProcessStartInfo(_npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]) { WorkingDirectory = unfinished });
            Directory.Move(unfinished, installed);
        }
        catch (IOException) when (Directory.Exists(installed))
        {
            // Another run was faster, and the lock file makes its packages the same.
            Directory.Delete(unfinished, recursive: true);
        }
        catch
        {
            Directory.Delete(unfinished, recursive: true);
            throw;
        }

        return installed;
    }
}
