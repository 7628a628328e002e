using System.Diagnostics;

namespace RotationPS.Servers;

/// <summary>Installs PostgreSQL from the distribution's packages, without leaving a running server behind.</summary>
internal static class PostgreSqlPackages
{
    private const string ClusterSettings = "/etc/postgresql-common/createcluster.d";

    /// <summary>Whether this process may install packages on this machine.</summary>
    public static bool CanInstall =>
        UnprivilegedUser.IsRoot && new[] { "apt-get", "dnf", "apk" }.Any(program => Commands.Find(program) is not null);

    public static async Task InstallAsync()
    {
        if (DebianPackages.CanInstall)
        {
            await InstallWithAptAsync();
        }
        else if (Commands.Find("dnf") is { } dnf)
        {
            await Commands.RunAsync(new ProcessStartInfo(dnf, ["install", "--assumeyes", "postgresql-server"]));
        }
        else
        {
            await Commands.RunAsync(new ProcessStartInfo(Commands.Find("apk")!, ["add", "postgresql"]));
        }
    }

    private static async Task InstallWithAptAsync()
    {
        // Debian's package would make a cluster and start it; this setting, there only while we install, keeps it from that.
        var settings = Path.Combine(ClusterSettings, "rotationps.conf");
        Directory.CreateDirectory(ClusterSettings);
        await File.WriteAllTextAsync(settings, "create_main_cluster = false\n");
        try
        {
            await DebianPackages.InstallAsync("postgresql");
        }
        finally
        {
            File.Delete(settings);
        }
    }
}
