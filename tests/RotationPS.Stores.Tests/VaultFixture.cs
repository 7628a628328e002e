using Microsoft.Data.Sqlite;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;
using RotationPS.Stores.Vault;
using Xunit;

namespace RotationPS.Stores.Tests;

/// <summary>A vault in a folder of its own, with what a test needs to look at its files and to spoil them.</summary>
internal sealed class VaultFixture : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public string Folder => _temporary["vault"];

    public string Database => _temporary["vault", "vault.db"];

    public string Keys => _temporary["vault", "keys"];

    public string this[string name] => _temporary[name];

    public static VersionId Token(int number) => new($"00000000-0000-4000-8000-{number:000000000000}");

    public static NewSecret New(string name, string value) =>
        new() { Name = name, Text = new SecretText(value), Token = Token(1) };

    /// <summary>Makes the vault with secrets, whose values are their names with "value of " before, and closes it.</summary>
    public async Task MakeAsync(params string[] secrets)
    {
        using var store = VaultStore.OpenOrCreate(Folder);
        foreach (var name in secrets)
        {
            await store.CreateAsync(New(name, $"value of {name}"), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Runs statements on the database behind the store's back.</summary>
    public void Sql(string statements)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }

    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>All files of the vault by their path, with their bytes.</summary>
    public Dictionary<string, byte[]> Files() =>
        Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).ToDictionary(path => path, File.ReadAllBytes);

    /// <summary>Makes sure that the vault does not open, in either way, and that no file is changed, added or removed by trying.</summary>
    public RotationException DoesNotOpen(FailureKind kind)
    {
        var before = Files();
        var failure = Assert.Throws<RotationException>(() => VaultStore.Open(Folder).Dispose());
        Assert.Equal(kind, failure.Kind);
        Assert.Equal(kind, Assert.Throws<RotationException>(() => VaultStore.OpenOrCreate(Folder).Dispose()).Kind);
        Assert.Equal(before, Files());
        return failure;
    }

    public void Dispose() => _temporary.Dispose();
}
