using System.Text;
using Microsoft.Data.Sqlite;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;
using RotationPS.Stores.Vault;
using Xunit;

namespace RotationPS.Stores.Tests;

public sealed class VaultOpeningTests : IDisposable
{
    private readonly VaultFixture _vault = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_vault_keeps_its_secrets_when_it_is_closed()
    {
        await _vault.MakeAsync("app");

        Assert.Equal("value of app", await CurrentAsync("app"));
    }

    [Fact]
    public void A_folder_without_a_vault_is_not_opened_and_nothing_is_made()
    {
        var failure = Assert.Throws<RotationException>(() => VaultStore.Open(_vault.Folder));

        Assert.Equal(FailureKind.VaultNotFound, failure.Kind);
        Assert.Contains(_vault.Folder, failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_vault.Folder));
    }

    [Fact]
    public async Task A_relative_folder_with_unusual_characters_holds_a_vault()
    {
        var folder = Path.GetRelativePath(Environment.CurrentDirectory, _vault["ümläut #1 100%20; 'quoted'"]);

        using (var made = VaultStore.OpenOrCreate(folder))
        {
            await made.CreateAsync(VaultFixture.New("app", "secret"), Cancellation);
        }

        using var store = VaultStore.Open(folder);
        var value = await store.GetValueAsync(new SecretId("app"), VersionReference.Current, Cancellation);
        Assert.Equal("secret", value.Text.Reveal());
    }

    [Fact]
    public async Task No_file_stays_open_when_a_vault_is_closed()
    {
        await _vault.MakeAsync("app");

        Assert.Equal(["keys", "vault.db"], Directory.EnumerateFileSystemEntries(_vault.Folder).Select(Path.GetFileName).Order());
        Directory.Move(_vault.Folder, _vault["moved"]);
        using (VaultStore.Open(_vault["moved"]))
        {
            Assert.True(File.Exists(Path.Combine(_vault["moved"], "vault.db")));
        }
    }

    [Fact]
    public async Task A_closed_store_says_so()
    {
        var store = VaultStore.OpenOrCreate(_vault.Folder);
        store.Dispose();
        store.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.DescribeAsync(new SecretId("app"), Cancellation));
    }

    [Fact]
    public async Task Two_stores_on_one_vault_see_each_other()
    {
        using var first = VaultStore.OpenOrCreate(_vault.Folder);
        using var second = VaultStore.OpenOrCreate(_vault.Folder);

        await first.CreateAsync(VaultFixture.New("app", "v1"), Cancellation);
        await second.PutAsync(new SecretId("app"), VaultFixture.Token(2), new SecretText("v2"), [], Cancellation);

        var value = await first.GetValueAsync(new SecretId("app"), VersionReference.Current, Cancellation);
        Assert.Equal("v2", value.Text.Reveal());
    }

    [Fact]
    public async Task Many_threads_that_make_one_vault_at_once_make_one_key()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => VaultStore.OpenOrCreate(_vault.Folder), Cancellation)));
        try
        {
            Assert.Single(Directory.EnumerateFiles(_vault.Keys));
            foreach (var (number, store) in stores.Index())
            {
                await store.CreateAsync(VaultFixture.New($"app{number}", $"v{number}"), Cancellation);
            }

            var values = await stores[0].GetValuesAsync([.. Enumerable.Range(0, 8).Select(number => new SecretId($"app{number}"))], Cancellation);
            Assert.Equal(Enumerable.Range(0, 8).Select(number => $"v{number}"), values.Select(value => value.Value?.Text.Reveal()));
        }
        finally
        {
            Array.ForEach(stores, store => store.Dispose());
        }
    }

    [Fact]
    public async Task The_empty_file_of_a_vault_is_made_once_however_many_make_it_at_once()
    {
        const int Makers = 4;
        for (var round = 0; round < 200; round++)
        {
            var folder = new VaultFolder(_vault[$"vault-{round}"]);
            using var start = new Barrier(Makers);

            // Whoever puts another file in the place of the first loses what is in it.
            await Task.WhenAll(Enumerable.Range(0, Makers).Select(maker => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(Cancellation);
                    folder.Create();
                    using var file = new FileStream(folder.DatabaseFile, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                    file.Position = maker;
                    file.WriteByte((byte)'x');
                },
                Cancellation,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));

            Assert.Equal(new string('x', Makers), await File.ReadAllTextAsync(folder.DatabaseFile, Cancellation));
        }
    }

    [Fact]
    public async Task A_vault_whose_making_stopped_after_the_empty_file_is_made_to_the_end()
    {
        Directory.CreateDirectory(_vault.Folder);
        await File.WriteAllBytesAsync(_vault.Database, [], Cancellation);
        Assert.Equal(FailureKind.VaultNotFound, Assert.Throws<RotationException>(() => VaultStore.Open(_vault.Folder)).Kind);

        await _vault.MakeAsync("app");

        Assert.Equal("value of app", await CurrentAsync("app"));
    }

    [Fact]
    public async Task A_vault_whose_making_stopped_after_the_tables_is_made_to_the_end()
    {
        Directory.CreateDirectory(_vault.Folder);
        _vault.Sql(VaultSchema.Create);
        Assert.Equal(FailureKind.VaultNotFound, Assert.Throws<RotationException>(() => VaultStore.Open(_vault.Folder)).Kind);

        await _vault.MakeAsync("app");

        Assert.Equal("value of app", await CurrentAsync("app"));
    }

    [Fact]
    public async Task A_vault_whose_making_stopped_after_the_key_is_made_to_the_end_with_that_key()
    {
        await _vault.MakeAsync();
        _vault.Sql("DELETE FROM key_check");
        var key = Assert.Single(Directory.EnumerateFiles(_vault.Keys));

        await _vault.MakeAsync("app");

        Assert.Equal(key, Assert.Single(Directory.EnumerateFiles(_vault.Keys)));
        Assert.Equal("value of app", await CurrentAsync("app"));
    }

    [Fact]
    public async Task A_vault_without_its_keys_does_not_open()
    {
        await _vault.MakeAsync("app");
        Directory.Delete(_vault.Keys, recursive: true);

        var failure = _vault.DoesNotOpen(FailureKind.VaultKeyMissing);

        Assert.Contains(_vault.Keys, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_with_the_keys_of_another_does_not_open()
    {
        await _vault.MakeAsync("app");
        using var other = new VaultFixture();
        await other.MakeAsync("app");
        Directory.Delete(_vault.Keys, recursive: true);
        Directory.Move(other.Keys, _vault.Keys);

        _vault.DoesNotOpen(FailureKind.VaultKeyMissing);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not XML")]
    [InlineData("<key/>")]
    public async Task A_vault_whose_key_file_is_spoiled_does_not_open(string content)
    {
        await _vault.MakeAsync("app");
        await File.WriteAllTextAsync(Assert.Single(Directory.EnumerateFiles(_vault.Keys)), content, Cancellation);

        _vault.DoesNotOpen(FailureKind.VaultKeyMissing);
    }

    [Fact]
    public async Task A_vault_whose_database_is_gone_is_not_made_anew()
    {
        await _vault.MakeAsync("app");
        File.Delete(_vault.Database);

        _vault.DoesNotOpen(FailureKind.VaultDamaged);
    }

    [Fact]
    public async Task A_vault_whose_database_is_empty_is_not_made_anew()
    {
        await _vault.MakeAsync("app");
        await File.WriteAllBytesAsync(_vault.Database, [], Cancellation);

        _vault.DoesNotOpen(FailureKind.VaultDamaged);
    }

    [Fact]
    public async Task A_vault_whose_first_page_is_overwritten_is_damaged()
    {
        await _vault.MakeAsync("app");
        await OverwriteAsync(0, 4096);

        var failure = _vault.DoesNotOpen(FailureKind.VaultDamaged);

        Assert.Contains("file is not a database", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_that_is_cut_short_is_damaged()
    {
        await _vault.MakeAsync("app");
        var whole = await File.ReadAllBytesAsync(_vault.Database, Cancellation);
        await File.WriteAllBytesAsync(_vault.Database, whole[..(whole.Length / 2)], Cancellation);

        _vault.DoesNotOpen(FailureKind.VaultDamaged);
    }

    [Fact]
    public async Task A_vault_whose_pages_are_overwritten_is_damaged_when_they_are_read()
    {
        await _vault.MakeAsync("app");
        var length = (int)new FileInfo(_vault.Database).Length;
        await OverwriteAsync(4096, length - 4096);

        var failure = _vault.DoesNotOpen(FailureKind.VaultDamaged);

        Assert.Contains("malformed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_that_lost_a_table_is_damaged()
    {
        await _vault.MakeAsync("app");
        _vault.Sql("DROP TABLE label");
        using var store = VaultStore.Open(_vault.Folder);

        var failure = await Assert.ThrowsAsync<RotationException>(() => store.DescribeAsync(new SecretId("app"), Cancellation));

        Assert.Equal(FailureKind.VaultDamaged, failure.Kind);
        Assert.Contains("no such table: label", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_that_lost_the_proof_of_its_key_is_damaged()
    {
        await _vault.MakeAsync("app");
        _vault.Sql("DELETE FROM key_check");

        _vault.DoesNotOpen(FailureKind.VaultDamaged);
    }

    [Theory]
    [InlineData("A")]
    [InlineData("A text that somebody wrote into a file of this name, longer than the header of a database would be.........")]
    public async Task A_file_that_is_no_database_is_foreign(string content)
    {
        Directory.CreateDirectory(_vault.Folder);
        await File.WriteAllTextAsync(_vault.Database, content, Cancellation);

        _vault.DoesNotOpen(FailureKind.VaultForeign);
    }

    [Theory]
    [InlineData("CREATE TABLE things (id INTEGER)")]
    [InlineData("PRAGMA application_id = 7; CREATE TABLE secret (id INTEGER)")]
    [InlineData("PRAGMA user_version = 1; CREATE TABLE secret (id INTEGER)")]
    public void A_database_of_another_program_is_foreign(string statements)
    {
        Directory.CreateDirectory(_vault.Folder);
        _vault.Sql(statements);

        _vault.DoesNotOpen(FailureKind.VaultForeign);
    }

    [Fact]
    public async Task A_vault_of_a_newer_version_does_not_open()
    {
        await _vault.MakeAsync("app");
        _vault.Sql($"PRAGMA user_version = {VaultSchema.Version + 1}");

        var failure = _vault.DoesNotOpen(FailureKind.VaultNewer);

        Assert.Contains("Update", failure.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_the_place_of_the_database_is_inaccessible()
    {
        Directory.CreateDirectory(_vault.Database);

        var failure = Assert.Throws<RotationException>(() => VaultStore.OpenOrCreate(_vault.Folder));

        Assert.Equal(FailureKind.VaultInaccessible, failure.Kind);
        Assert.Contains("unable to open database file", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_folder_is_inaccessible()
    {
        await File.WriteAllTextAsync(_vault.Folder, "a file", Cancellation);

        Assert.Equal(
            FailureKind.VaultInaccessible,
            Assert.Throws<RotationException>(() => VaultStore.OpenOrCreate(_vault.Folder)).Kind);
    }

    [Theory]
    [InlineData(5, FailureKind.Busy)]
    [InlineData(8, FailureKind.VaultInaccessible)]
    [InlineData(10, FailureKind.VaultInaccessible)]
    [InlineData(11, FailureKind.VaultDamaged)]
    [InlineData(13, FailureKind.VaultInaccessible)]
    [InlineData(14, FailureKind.VaultInaccessible)]
    [InlineData(26, FailureKind.VaultForeign)]
    [InlineData(19, FailureKind.InternalServiceError)]
    public void An_error_of_SQLite_has_its_kind_and_keeps_its_words(int code, FailureKind kind)
    {
        var failure = VaultFailures.From(
            new SqliteException($"SQLite Error {code}: 'the words of SQLite'.", code),
            new VaultFolder(_vault.Folder));

        Assert.Equal(kind, failure.Kind);
        Assert.True(kind == FailureKind.Busy || failure.Message.Contains(": the words of SQLite. ", StringComparison.Ordinal), failure.Message);
        Assert.EndsWith(failure.NextStep, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_that_another_holds_too_long_is_busy()
    {
        await _vault.MakeAsync("app");
        using var store = VaultStore.Open(_vault.Folder, create: false, null, TimeSpan.Zero);
        using var other = _vault.Connect();
        using var transaction = other.BeginTransaction(deferred: false);

        var failure = await Assert.ThrowsAsync<RotationException>(
            () => store.PutAsync(new SecretId("app"), VaultFixture.Token(2), new SecretText("v2"), [], Cancellation));

        Assert.Equal(FailureKind.Busy, failure.Kind);
        Assert.Equal("value of app", (await store.GetValueAsync(new SecretId("app"), VersionReference.Current, Cancellation)).Text.Reveal());
        await transaction.RollbackAsync(Cancellation);
        await store.PutAsync(new SecretId("app"), VaultFixture.Token(2), new SecretText("v2"), [], Cancellation);
    }

    public void Dispose() => _vault.Dispose();

    private async Task<string> CurrentAsync(string name)
    {
        using var store = VaultStore.Open(_vault.Folder);
        return (await store.GetValueAsync(new SecretId(name), VersionReference.Current, Cancellation)).Text.Reveal();
    }

    private async Task OverwriteAsync(int offset, int length)
    {
        await using var file = File.OpenWrite(_vault.Database);
        file.Position = offset;
        await file.WriteAsync(Encoding.ASCII.GetBytes(new string('#', length)), Cancellation);
    }
}
