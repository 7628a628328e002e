using RotationPS.Engine.Secrets;
using RotationPS.Stores.Vault;

namespace RotationPS.Tests.Cmdlets;

/// <summary>
/// A vault looked at, and filled, without the cmdlets. It is open no longer than each call takes.
/// </summary>
internal sealed class VaultContents(string folder)
{
    /// <summary>Puts a secret with any text into the vault, which is made where it is missing.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">Its value.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="clock">Tells when it is made; now where null.</param>
    /// <param name="tags">Its tags; none where null.</param>
    public async Task AddAsync(
        string name, string text, CancellationToken cancellationToken, TimeProvider? clock = null, IReadOnlyDictionary<string, string>? tags = null)
    {
        using var store = VaultStore.OpenOrCreate(folder, clock);
        var secret = new NewSecret
        {
            Name = name,
            Text = new SecretText(text),
            Token = new VersionId(Guid.NewGuid().ToString()),
            Tags = tags ?? new Dictionary<string, string>(),
        };
        await store.CreateAsync(secret, cancellationToken);
    }

    /// <summary>Makes another version of a secret, with these labels.</summary>
    public async Task PutAsync(string name, string text, string[] labels, CancellationToken cancellationToken)
    {
        using var store = VaultStore.Open(folder);
        await store.PutAsync(
            new SecretId(name), new VersionId(Guid.NewGuid().ToString()), new SecretText(text), [.. labels.Select(label => new StageLabel(label))], cancellationToken);
    }

    /// <summary>The value that is AWSCURRENT.</summary>
    public async Task<string> CurrentAsync(string name, CancellationToken cancellationToken)
    {
        using var store = VaultStore.Open(folder);
        return (await store.GetValueAsync(new SecretId(name), VersionReference.Current, cancellationToken)).Text.Reveal();
    }

    /// <summary>What the vault tells of a secret.</summary>
    public async Task<SecretDescription> DescribeAsync(string name, CancellationToken cancellationToken)
    {
        using var store = VaultStore.Open(folder);
        return await store.DescribeAsync(new SecretId(name), cancellationToken);
    }

    /// <summary>Every password that is in any version of any secret.</summary>
    public async Task<IReadOnlyList<string>> PasswordsAsync(CancellationToken cancellationToken) => EveryVersion.Passwords(await ReadAsync(cancellationToken));

    /// <summary>Every version as a line with all that the vault has of it; none where there is no vault.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAsync(cancellationToken)).Select(EveryVersion.Line)];

    private async Task<IReadOnlyList<SecretValue>> ReadAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        using var store = VaultStore.Open(folder);
        return await EveryVersion.OfAsync(store, cancellationToken);
    }
}
