using System.Text;
using System.Xml.Linq;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;
using RotationPS.Stores.Vault;
using Xunit;

namespace RotationPS.Stores.Tests;

public sealed class VaultEncryptionTests : IDisposable
{
    private readonly VaultFixture _vault = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_file_holds_a_value_in_clear_while_the_vault_is_open_or_closed()
    {
        const string Value = "Tr0ub4dor-in-clear";
        using (var store = VaultStore.OpenOrCreate(_vault.Folder))
        {
            await store.CreateAsync(VaultFixture.New("app-in-clear.", Value), Cancellation);
            await store.PutAsync(new SecretId("app-in-clear."), VaultFixture.Token(2), new SecretText(Value + "2"), [], Cancellation);
            AssertNoFileHolds(Value);
        }

        AssertNoFileHolds(Value);

        // The name is not secret; that it is found shows that the search would find the value.
        Assert.Contains(_vault.Files().Values, bytes => Holds(bytes, Encoding.UTF8.GetBytes("app-in-clear.")));
    }

    [Fact]
    public async Task The_same_value_twice_is_encrypted_differently()
    {
        await _vault.MakeAsync("app", "other");
        using (var store = VaultStore.Open(_vault.Folder))
        {
            await store.PutAsync(new SecretId("app"), VaultFixture.Token(2), new SecretText("value of app"), [], Cancellation);
        }

        Assert.Equal(3, Encrypted().Distinct().Count());
    }

    [Theory]
    [InlineData("name = 'other' AND token LIKE '%1'", "a value of another secret")]
    [InlineData("name = 'app' AND token LIKE '%2'", "a value of another version of the same secret")]
    public async Task A_value_put_into_another_row_does_not_decrypt(string source, string reason)
    {
        await _vault.MakeAsync("app", "other");
        using var store = VaultStore.Open(_vault.Folder);
        await store.PutAsync(new SecretId("app"), VaultFixture.Token(2), new SecretText("v2"), [StageLabel.Pending], Cancellation);

        _vault.Sql($"""
            UPDATE version SET encrypted = (SELECT encrypted FROM version JOIN secret ON secret.id = secret WHERE {source})
            WHERE id = (SELECT version.id FROM version JOIN secret ON secret.id = secret WHERE name = 'app' AND token LIKE '%1')
            """);

        var failure = await Assert.ThrowsAsync<RotationException>(
            () => store.GetValueAsync(new SecretId("app"), VersionReference.Current, Cancellation));
        Assert.True(failure.Kind == FailureKind.DecryptionFailure, reason);
        Assert.Contains("app", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_value_does_not_decrypt_and_does_not_stop_a_batch()
    {
        await _vault.MakeAsync("app", "other");
        _vault.Sql("UPDATE version SET encrypted = CAST(substr(encrypted, 1, length(encrypted) - 1) || X'00' AS BLOB) WHERE id = 1");
        using var store = VaultStore.Open(_vault.Folder);

        var values = await store.GetValuesAsync([new SecretId("app"), new SecretId("other")], Cancellation);

        Assert.Equal(FailureKind.DecryptionFailure, values[0].Failure?.Kind);
        Assert.Equal("value of other", values[1].Value?.Text.Reveal());
    }

    [Fact]
    public async Task Writing_and_reading_leave_the_key_ring_as_it_was_made()
    {
        await _vault.MakeAsync("app");
        var keys = Directory.GetFiles(_vault.Keys);
        var made = await File.ReadAllTextAsync(Assert.Single(keys), Cancellation);

        await _vault.MakeAsync("other");

        Assert.Equal(keys, Directory.GetFiles(_vault.Keys));
        Assert.Equal(made, await File.ReadAllTextAsync(keys[0], Cancellation));
    }

    [Fact]
    public async Task The_key_has_no_end_because_an_ended_key_would_not_even_read()
    {
        await _vault.MakeAsync("app");

        var key = XElement.Load(Assert.Single(Directory.GetFiles(_vault.Keys)));

        Assert.StartsWith("9999-", key.Element("expirationDate")?.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_set_back_before_the_vault_was_made_changes_nothing()
    {
        await _vault.MakeAsync("app");
        var path = Assert.Single(Directory.GetFiles(_vault.Keys));
        var key = XElement.Load(path);
        key.SetElementValue("creationDate", "2999-01-01T00:00:00Z");
        key.SetElementValue("activationDate", "2999-01-01T00:00:00Z");
        await File.WriteAllTextAsync(path, key.ToString(), Cancellation);

        using var store = VaultStore.Open(_vault.Folder);
        await store.PutAsync(new SecretId("app"), VaultFixture.Token(2), new SecretText("v2"), [], Cancellation);

        var values = await Task.WhenAll(
            store.GetValueAsync(new SecretId("app"), VersionReference.Of(VaultFixture.Token(1)), Cancellation),
            store.GetValueAsync(new SecretId("app"), VersionReference.Of(VaultFixture.Token(2)), Cancellation));
        Assert.Equal(["value of app", "v2"], values.Select(value => value.Text.Reveal()));
        Assert.Single(Directory.GetFiles(_vault.Keys));
    }

    public void Dispose() => _vault.Dispose();

    private List<string> Encrypted()
    {
        using var connection = _vault.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT hex(encrypted) FROM version";
        using var reader = command.ExecuteReader();
        var found = new List<string>();
        while (reader.Read())
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }

    private void AssertNoFileHolds(string value)
    {
        byte[][] forms =
        [
            Encoding.UTF8.GetBytes(value),
            Encoding.Unicode.GetBytes(value),
            Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(value))[..^4]),
            Encoding.ASCII.GetBytes(Convert.ToHexString(Encoding.UTF8.GetBytes(value))),
        ];
        foreach (var (path, bytes) in _vault.Files())
        {
            Assert.All(forms, form => Assert.False(Holds(bytes, form), path));
        }
    }

    private static bool Holds(byte[] bytes, byte[] part) => bytes.AsSpan().IndexOf(part) >= 0;
}
