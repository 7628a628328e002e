using System.Diagnostics;

namespace RotationPS.Servers;

/// <summary>Packages of Debian and its relatives.</summary>
internal static class DebianPackages
{
    /// <summary>Whether this process may install packages.</summary>
    public static bool CanInstall => UnprivilegedUser.IsRoot && Commands.Find("apt-get") is not null;

    public static async Task InstallAsync(params string[] packages)
    {
        await AptGetAsync("update");
        await AptGetAsync(["install", "--yes", "--no-install-recommends", .. packages]);
    }

    private static Task<string> AptGetAsync(params string[] arguments) => Commands.RunAsync(
        new ProcessStartInfo(Commands.Find("apt-get")!, arguments) { Environment = { ["DEBIAN_FRONTEND"] = "noninteractive" } });
}
