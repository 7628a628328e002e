using System.Diagnostics;

namespace RotationPS.Resilience.Tests.Faults;

/// <summary>A folder that the test mounts, so that its disk is full, or cannot be written, whenever the test wants.</summary>
internal sealed class MountedFolder : IDisposable
{
    private readonly DirectoryInfo _folder;

    private MountedFolder(DirectoryInfo folder) => _folder = folder;

    public string Path => _folder.FullName;

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>A small disk in memory; the test is skipped where it may not mount one.</summary>
    public static MountedFolder SmallDisk() => Mount(["-t", "tmpfs", "-o", "size=2m,mode=0700", "tmpfs"]);

    /// <summary>Another folder, which cannot be written here; the test is skipped where it may not be mounted.</summary>
    public static MountedFolder ReadOnly(string other)
    {
        var mounted = Mount(["--bind", other]);
        if (Run("mount", "-o", "remount,bind,ro", mounted.Path) is { } refusal)
        {
            mounted.Dispose();
            Assert.Skip($"This machine mounts no folder read-only: {refusal}");
        }

        return mounted;
    }

    /// <summary>Fills the disk to the last byte.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var block = new byte[512];
        try
        {
            while (true)
            {
                filler.Write(block);
            }
        }
        catch (IOException)
        {
            // The disk is full.
        }
    }

    /// <summary>Gives the space back.</summary>
    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        // SQLite keeps a file open for as long as another connection of this process has a lock on it.
        Run("umount", "--lazy", Path);
        _folder.Delete();
    }

    private static MountedFolder Mount(string[] what)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root on Linux mounts a disk for a test.");
        var folder = Directory.CreateTempSubdirectory("rotationps-mount-");
        if (Run("mount", [.. what, folder.FullName]) is { } refusal)
        {
            folder.Delete();
            Assert.Skip($"This machine lets nobody mount a disk: {refusal}");
        }

        return new MountedFolder(folder);
    }

    /// <returns>What went wrong; null where nothing did.</returns>
    private static string? Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : said.Trim();
        }
        catch (System.ComponentModel.Win32Exception absent)
        {
            return absent.Message;
        }
    }
}
