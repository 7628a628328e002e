using System.Diagnostics;

namespace RotationPS.Servers;

/// <summary>
/// Who runs a server. PostgreSQL and MariaDB refuse to run as root, so root hands everything over to the user <c>postgres</c>, or
/// to <c>nobody</c> where there is none; anybody else runs it as themselves.
/// </summary>
internal sealed class UnprivilegedUser
{
    private readonly string[] _prefix;
    private readonly bool _oneString;

    private UnprivilegedUser(string[] prefix, bool oneString = false) => (_prefix, _oneString) = (prefix, oneString);

    /// <summary>Whether this process is root.</summary>
    public static bool IsRoot => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    public static UnprivilegedUser Find()
    {
        if (!IsRoot)
        {
            return new UnprivilegedUser([]);
        }

        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length > 3).ToList();
        var user = users.Find(fields => fields[0] == "postgres")
            ?? users.Find(fields => fields[0] == "nobody")
            ?? throw new ServerUnavailableException("The server does not run as root, and there is neither a user 'postgres' nor 'nobody'. Add one of them.");
        if (Commands.Find("setpriv") is { } setpriv)
        {
            return new UnprivilegedUser([setpriv, $"--reuid={user[2]}", $"--regid={user[3]}", "--clear-groups", "--"]);
        }

        if (Commands.Find("runuser") is { } runuser)
        {
            return new UnprivilegedUser([runuser, "-u", user[0], "--"]);
        }

        return Commands.Find("su") is { } su
            ? new UnprivilegedUser([su, "-s", "/bin/sh", user[0], "-c"], oneString: true)
            : throw new ServerUnavailableException("The server does not run as root. Install setpriv, runuser or su.");
    }

    /// <summary>How to start a program as this user, from a folder that the user may enter.</summary>
    public ProcessStartInfo Start(string program, params IEnumerable<string> arguments)
    {
        string[] command = [program, .. arguments];
        string[] line = _oneString
            ? [.. _prefix, string.Join(' ', command.Select(word => $"'{word.Replace("'", "'\\''")}'"))]
            : [.. _prefix, .. command];
        return new ProcessStartInfo(line[0], line.Skip(1)) { WorkingDirectory = Path.GetPathRoot(Path.GetTempPath()) };
    }

    /// <summary>Makes a folder that only this user can enter.</summary>
    public async Task<string> MakeFolderAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            return Directory.CreateTempSubdirectory("rotationps-server-").FullName;
        }

        // Root's own temporary folder may be closed to the user.
        var parent = IsRoot ? "/tmp" : Path.GetTempPath();
        var made = await Commands.RunAsync(Start("mktemp", "-d", Path.Combine(parent, "rotationps-server-XXXXXX")));
        return made.Trim();
    }

    /// <summary>Writes a file that only this user can read.</summary>
    public Task WriteFileAsync(string path, string text) =>
        OperatingSystem.IsWindows()
            ? File.WriteAllTextAsync(path, text)
            : Commands.RunAsync(Start("sh", "-c", "umask 077 && cat > \"$0\"", path), text);
}
