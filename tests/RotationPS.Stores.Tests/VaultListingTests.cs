using RotationPS.Engine.Secrets;
using RotationPS.Stores.Vault;
using Xunit;

namespace RotationPS.Stores.Tests;

/// <summary>A vault of many secrets is listed a page at a time, while others go on working with it.</summary>
public sealed class VaultListingTests : IDisposable
{
    // More than two pages.
    private const int Secrets = 620;

    private readonly VaultFixture _vault = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _vault.Dispose();

    [Fact]
    public async Task Every_secret_comes_once_with_its_own_labels_and_tags()
    {
        using var store = await MakeAsync();
        var number = 0;

        await foreach (var secret in store.ListAsync([], Cancellation))
        {
            number++;
            Assert.Equal($"app{number:0000}", secret.Name);
            Assert.Equal((await store.DescribeAsync(new SecretId(secret.Arn), Cancellation)).VersionIdsToStages.Keys, secret.VersionIdsToStages.Keys);
            Assert.Equal(VaultFixture.Token(number), secret.Holder(StageLabel.Current));
            Assert.Equal(number % 3 == 0 ? VaultFixture.Token(number) : null, secret.Holder(StageLabel.Pending));
            Assert.Equal(number % 2 == 0 ? [new("number", $"{number}")] : [], secret.Tags);
        }

        Assert.Equal(Secrets, number);
    }

    [Fact]
    public async Task Filters_find_what_fits_on_any_page()
    {
        using var store = await MakeAsync();
        var names = new List<string>();

        await foreach (var secret in store.ListAsync([new SecretFilter(SecretFilterKey.TagValue, ["7"])], Cancellation))
        {
            names.Add(secret.Name);
        }

        Assert.Contains("app0070", names);
        Assert.Contains("app0078", names);
        Assert.DoesNotContain("app0071", names);
    }

    [Fact]
    public async Task What_is_written_meanwhile_keeps_no_secret_out_nor_brings_one_twice()
    {
        using var store = await MakeAsync();
        using var other = VaultStore.Open(_vault.Folder);
        var names = new List<string>();

        await foreach (var secret in store.ListAsync([], Cancellation))
        {
            names.Add(secret.Name);
            if (names.Count % 100 == 1)
            {
                // Secrets on both sides of the one that was just listed, by this store and another one.
                foreach (var (writer, number) in new[] { (store, names.Count), (other, Secrets + 1 - names.Count) })
                {
                    var id = new SecretId($"app{number:0000}");
                    await writer.PutAsync(id, new VersionId(Guid.NewGuid().ToString()), new SecretText("new"), [], Cancellation);
                    await writer.TagAsync(id, new Dictionary<string, string> { ["a"] = "tag" }, Cancellation);
                    await writer.CreateAsync(VaultFixture.New($"new{names.Count:0000}-{number:0000}", "new"), Cancellation);
                }
            }
        }

        var old = names.Where(name => name.StartsWith("app", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(1, Secrets).Select(number => $"app{number:0000}"), old);
        Assert.Equal(names.Count, names.Distinct().Count());

        // Not all was read at the beginning, for what came later is listed too.
        Assert.Contains("new0001-0001", names);
    }

    /// <summary>A vault with secrets whose values nobody reads.</summary>
    private async Task<VaultStore> MakeAsync()
    {
        await _vault.MakeAsync();
        _vault.Sql($"""
            WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {Secrets})
            INSERT INTO secret (arn, name, created, changed)
                SELECT format('arn:aws:secretsmanager:local:000000000000:secret:app%04d-abcdef', n), format('app%04d', n), n, n FROM number;
            INSERT INTO version (secret, token, created, encrypted) SELECT id, format('00000000-0000-4000-8000-%012d', id), id, x'00' FROM secret;
            INSERT INTO label (secret, label, version) SELECT secret, 'AWSCURRENT', id FROM version;
            INSERT INTO label (secret, label, version) SELECT secret, 'AWSPENDING', id FROM version WHERE secret % 3 = 0;
            INSERT INTO tag (secret, key, value) SELECT id, 'number', id FROM secret WHERE id % 2 = 0;
            """);
        return VaultStore.Open(_vault.Folder);
    }
}
