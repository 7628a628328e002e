namespace RotationPS.Stores.Vault;

/// <summary>
/// The folder of a vault: where its files are, how they are made and who else can read them. Outside Windows nobody but
/// the owner gets at the files from their first moment; on Windows the keys are encrypted for the user by DPAPI.
/// </summary>
internal sealed class VaultFolder
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    // Nobody in this process opens the database while a handle of its making is open still: on Unix, closing any handle of
    // a file drops all locks that the process holds on it, whatever thread took them.
    private static readonly object _making = new();

    public VaultFolder(string folder)
    {
        Path = System.IO.Path.GetFullPath(folder);
        DatabaseFile = System.IO.Path.Combine(Path, "vault.db");
        KeyFolder = System.IO.Path.Combine(Path, "keys");
    }

    public string Path { get; }

    public string DatabaseFile { get; }

    public string KeyFolder { get; }

    /// <summary>Whether the folder lies on another machine, where the shared memory of SQLite's write-ahead log does not work.</summary>
    public bool IsRemote
    {
        get
        {
            if (OperatingSystem.IsWindows() && Path.StartsWith(@"\\", StringComparison.Ordinal))
            {
                return true;
            }

            var root = OperatingSystem.IsWindows() ? System.IO.Path.GetPathRoot(Path)! : Path;
            return new DriveInfo(root).DriveType == DriveType.Network;
        }
    }

    public bool HasKeys => Directory.Exists(KeyFolder) && KeyFiles().Any();

    /// <summary>Whether the database's file is there. Unlike <see cref="File.Exists"/> it fails where that cannot be seen.</summary>
    public bool HasDatabase
    {
        get
        {
            lock (_making)
            {
                try
                {
                    _ = File.GetAttributes(DatabaseFile);
                    return true;
                }
                catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
                {
                    return false;
                }
            }
        }
    }

    public IEnumerable<string> KeyFiles() => Directory.EnumerateFiles(KeyFolder, "*.xml");

    /// <summary>Makes the folder, and an empty database file, where they are not there yet.</summary>
    public void Create()
    {
        CreateFolder(Path);
        lock (_making)
        {
            try
            {
                // The file system itself lets only one make it. To move a finished file there would not do: on Unix,
                // File.Move looks whether the name is free and then renames, over what others have made in between.
                using var file = NewFile(DatabaseFile);
            }
            catch (IOException) when (File.Exists(DatabaseFile))
            {
                // It is there already, or somebody else has just made it.
            }
        }
    }

    /// <summary>Writes a file into the key folder; it appears whole or not at all, and is on disk when this returns.</summary>
    public void WriteKeyFile(string name, byte[] content)
    {
        CreateFolder(KeyFolder);
        var target = System.IO.Path.Combine(KeyFolder, name + ".xml");
        var temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        using (var file = NewFile(temporary))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, target, overwrite: false);
    }

    /// <summary>One sentence for everything here that somebody else on this machine can get at.</summary>
    public IReadOnlyList<string> Warnings()
    {
        if (OperatingSystem.IsWindows())
        {
            return [];
        }

        return
        [
            .. Directory.EnumerateFileSystemEntries(Path, "vault.db*")
                .Concat(Directory.Exists(KeyFolder) ? KeyFiles().Prepend(KeyFolder) : [])
                .Prepend(Path)
                .Select(entry => (Entry: entry, Mode: ModeOf(entry)))
                .Where(found => (found.Mode & Others) != 0)
                .Select(found => VaultFailures.OthersCanReach(found.Entry, found.Mode)),
        ];

        // SQLite removes its own files when the last connection closes, perhaps between the listing and this look.
        static UnixFileMode ModeOf(string entry)
        {
            try
            {
                return OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(entry);
            }
            catch (FileNotFoundException)
            {
                return UnixFileMode.None;
            }
        }
    }

    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        var isNew = !Directory.Exists(path);
        Directory.CreateDirectory(path, OwnerFolder);

        // An empty folder that somebody made for the vault is closed like one that we make. One with other things in it
        // is left as it is, and Warnings tells of it.
        if (!isNew && !Directory.EnumerateFileSystemEntries(path).Any())
        {
            TryClose(path);
        }
    }

    private static void TryClose(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            File.SetUnixFileMode(path, OwnerFolder);
        }
        catch (UnauthorizedAccessException)
        {
            // The folder belongs to somebody else, who lets us write in it: Warnings tells of that.
        }
    }

    /// <summary>Makes a file that nobody but its owner can read. Those who find it may open it at once.</summary>
    private static FileStream NewFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        return new FileStream(path, options);
    }
}
