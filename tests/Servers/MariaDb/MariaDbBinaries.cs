namespace RotationPS.Servers.MariaDb;

/// <summary>The programs of a MariaDB server on this machine.</summary>
/// <param name="Server">The server itself.</param>
/// <param name="Install">What makes its data.</param>
internal sealed record MariaDbBinaries(string Server, string Install)
{
    private static readonly string[] _usualFolders = ["/usr/sbin", "/usr/bin", "/usr/libexec", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"];

    /// <summary>Finds them on PATH or in the usual places; null where one is missing.</summary>
    public static MariaDbBinaries? Find() =>
        Locate("mariadbd") is { } server && Locate("mariadb-install-db") is { } install ? new MariaDbBinaries(server, install) : null;

    private static string? Locate(string program) =>
        Commands.Find(program) ?? _usualFolders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
