using System.Runtime.Versioning;
using RotationPS.Engine.Secrets;
using RotationPS.Stores.Vault;
using Xunit;

namespace RotationPS.Stores.Tests;

[UnsupportedOSPlatform("windows")]
public sealed class VaultFilesTests : IDisposable
{
    private const string NoModes = "Windows has no file modes; DPAPI guards the keys there.";
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    private readonly VaultFixture _vault = new();

    public VaultFilesTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), NoModes);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_but_the_owner_gets_at_folder_and_files()
    {
        using var store = VaultStore.OpenOrCreate(_vault.Folder);
        await store.CreateAsync(VaultFixture.New("app", "v1"), Cancellation);

        Assert.Equal(OwnerFolder, File.GetUnixFileMode(_vault.Folder));
        Assert.Equal(OwnerFolder, File.GetUnixFileMode(_vault.Keys));
        var files = _vault.Files().Keys;
        Assert.Contains(files, file => file.EndsWith("vault.db-wal", StringComparison.Ordinal));
        Assert.Contains(files, file => file.StartsWith(_vault.Keys, StringComparison.Ordinal));
        Assert.All(files, file => Assert.Equal(OwnerFile, File.GetUnixFileMode(file)));
        Assert.Empty(store.Warnings);
    }

    [Fact]
    public void An_empty_folder_that_is_there_is_closed_to_others()
    {
        Directory.CreateDirectory(_vault.Folder, OwnerFolder | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        using var store = VaultStore.OpenOrCreate(_vault.Folder);

        Assert.Equal(OwnerFolder, File.GetUnixFileMode(_vault.Folder));
        Assert.Empty(store.Warnings);
    }

    [Fact]
    public async Task A_folder_with_other_things_keeps_its_mode_and_is_warned_of()
    {
        Directory.CreateDirectory(_vault.Folder);
        await File.WriteAllTextAsync(Path.Combine(_vault.Folder, "notes.txt"), "notes", Cancellation);
        var mode = OwnerFolder | UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(_vault.Folder, mode);

        using var store = VaultStore.OpenOrCreate(_vault.Folder);

        Assert.Equal(mode, File.GetUnixFileMode(_vault.Folder));
        Assert.Contains($"'{_vault.Folder}' has mode 0745", Assert.Single(store.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_others_can_read_is_warned_of()
    {
        await _vault.MakeAsync("app");
        var key = Assert.Single(Directory.GetFiles(_vault.Keys));
        File.SetUnixFileMode(key, OwnerFile | UnixFileMode.OtherRead);
        File.SetUnixFileMode(_vault.Database, OwnerFile | UnixFileMode.GroupRead);

        using var store = VaultStore.Open(_vault.Folder);

        Assert.Contains(store.Warnings, warning => warning.Contains($"'{key}' has mode 0604", StringComparison.Ordinal));
        Assert.Contains(store.Warnings, warning => warning.Contains($"'{_vault.Database}' has mode 0640", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_vault_of_another_user_is_inaccessible()
    {
        await _vault.MakeAsync("app");
        File.SetUnixFileMode(_vault.Folder, UnixFileMode.None);

        var line = await OpenWithoutRightsAsync("open");

        File.SetUnixFileMode(_vault.Folder, OwnerFolder);
        Assert.StartsWith("VaultInaccessible: ", line, StringComparison.Ordinal);
        Assert.Contains("denied", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_cannot_be_written_is_inaccessible_in_the_words_of_SQLite()
    {
        await _vault.MakeAsync("app");
        const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode Passable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(_vault.Database, Readable);
        File.SetUnixFileMode(Assert.Single(Directory.GetFiles(_vault.Keys)), Readable);
        File.SetUnixFileMode(_vault.Keys, Passable);
        File.SetUnixFileMode(_vault.Folder, Passable);
        File.SetUnixFileMode(Path.GetDirectoryName(_vault.Folder)!, OwnerFolder | Passable);

        var line = await OpenWithoutRightsAsync("open");

        File.SetUnixFileMode(_vault.Keys, OwnerFolder);
        File.SetUnixFileMode(_vault.Folder, OwnerFolder);
        Assert.Matches("^VaultInaccessible: .*(attempt to write a readonly database|unable to open database file)", line);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_inaccessible()
    {
        var line = await OpenWithoutRightsAsync("create", Path.Combine(_vault.Folder, "below"), () =>
        {
            Directory.CreateDirectory(_vault.Folder);
            File.SetUnixFileMode(_vault.Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        });

        File.SetUnixFileMode(_vault.Folder, OwnerFolder);
        Assert.StartsWith("VaultInaccessible: ", line, StringComparison.Ordinal);
    }

    public void Dispose() => _vault.Dispose();

    private async Task<string> OpenWithoutRightsAsync(string how, string? folder = null, Action? prepare = null)
    {
        prepare?.Invoke();
        using var worker = await Worker.StartAsync("open-without-rights", folder ?? _vault.Folder, _vault["other"], how);
        worker.Go();
        return Assert.Single(await worker.ReadToEndAsync());
    }
}
