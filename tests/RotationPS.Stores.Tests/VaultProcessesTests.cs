using System.Globalization;
using RotationPS.Engine.Secrets;
using RotationPS.Stores.Vault;
using Xunit;

namespace RotationPS.Stores.Tests;

public sealed class VaultProcessesTests : IDisposable
{
    private readonly VaultFixture _vault = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Eight_processes_at_once_make_one_vault_with_one_key_and_lose_nothing() => await ContendAsync(15);

    [Fact]
    public async Task Eight_processes_share_a_vault_with_the_rollback_journal_of_network_folders()
    {
        await _vault.MakeAsync();
        _vault.Sql("PRAGMA journal_mode = DELETE");

        await ContendAsync(5);
    }

    [Fact]
    public async Task What_was_committed_survives_a_killed_process()
    {
        var last = 1;
        for (var round = 0; round < 4; round++)
        {
            using var worker = await Worker.StartAsync("write", _vault.Folder, "app");
            worker.Go();
            for (var lines = 0; lines < 25; lines++)
            {
                var line = await worker.ReadLineAsync();
                last = line == "there already" ? last : int.Parse(line!, CultureInfo.InvariantCulture);
            }

            worker.Kill();
            var rest = await worker.ReadToEndAsync();
            Assert.False(worker.HasSucceeded);
            last = rest.Select(line => int.TryParse(line, CultureInfo.InvariantCulture, out var number) ? number : 0).Append(last).Max();

            // A version may be committed and the process killed before it said so.
            using var store = VaultStore.Open(_vault.Folder);
            var found = (await store.ListVersionsAsync(new SecretId("app"), includeDeprecated: true, Cancellation)).Count;
            Assert.InRange(found, last, last + 1);
            await AssertVersionsAsync(store, "app", found);
        }
    }

    public void Dispose() => _vault.Dispose();

    private async Task ContendAsync(int versions)
    {
        string[] names = [.. Enumerable.Range(0, 8).Select(number => $"worker{number}")];
        var workers = await Task.WhenAll(names.Select(name => Worker.StartAsync("contend", _vault.Folder, name, $"{versions}")));
        try
        {
            Array.ForEach(workers, worker => worker.Go());
            var lines = (await Task.WhenAll(workers.Select(worker => worker.ReadToEndAsync()))).SelectMany(line => line).ToList();

            Assert.True(Array.TrueForAll(workers, worker => worker.HasSucceeded), string.Join('\n', lines));
            Assert.Single(lines, line => line == "put");
            Assert.Single(lines, line => line == "moved");
        }
        finally
        {
            Array.ForEach(workers, worker => worker.Dispose());
        }

        Assert.Single(Directory.EnumerateFiles(_vault.Keys));
        Assert.Equal(["keys", "vault.db"], Directory.EnumerateFileSystemEntries(_vault.Folder).Select(Path.GetFileName).Order());
        using var store = VaultStore.Open(_vault.Folder);
        foreach (var name in names)
        {
            await AssertVersionsAsync(store, name, versions);
        }
    }

    private static async Task AssertVersionsAsync(VaultStore store, string name, int count)
    {
        var id = new SecretId(name);
        for (var number = 1; number <= count; number++)
        {
            var value = await store.GetValueAsync(id, VersionReference.Of(VaultFixture.Token(number)), Cancellation);
            Assert.Equal($"value {number} of {name}", value.Text.Reveal());
        }

        var told = await store.DescribeAsync(id, Cancellation);
        Assert.Equal(VaultFixture.Token(count), told.Holder(StageLabel.Current));
        Assert.Equal(VaultFixture.Token(count - 1), told.Holder(StageLabel.Previous));
    }
}
