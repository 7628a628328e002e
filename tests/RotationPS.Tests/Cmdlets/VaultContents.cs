using RotationPS.Engine.Secrets;
using RotationPS.Stores.Vault;

namespace RotationPS.Tests.Cmdlets;

/// <summary>
/// A vault looked at, and filled, without the cmdlets. It is open no longer than each call takes.
/// </summary>
internal sealed class VaultContents(string folder)
{
    /// <summary>Puts a secret with any text into the vault, which is made where it is missing.</summary>
    public async Task AddAsync(string name, string text, CancellationToken cancellationToken)
    {
        using var store = VaultStore.OpenOrCreate(folder);
        var secret = new NewSecret { Name = name, Text = new SecretText(text), Token = new VersionId(Guid.NewGuid().ToString()) };
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
    public async Task<IReadOnlyList<string>> PasswordsAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAsync(cancellationToken)).Select(value => SecretDocument.ParseCredentials(value.Text).Password.Reveal()).Distinct()];

    /// <summary>Every version as a line with all that the vault has of it; none where there is no vault.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync(CancellationToken cancellationToken) =>
    [
        .. (await ReadAsync(cancellationToken)).Select(value =>
            $"{value.Version.Name} {value.Version.VersionId} {string.Join(',', value.Version.Labels.Order(Comparer<StageLabel>.Create((one, other) => string.CompareOrdinal(one.Value, other.Value))).Select(label => label.Value))} {value.Version.CreatedDate:O} {value.Text.Reveal()}"),
    ];

    private async Task<List<SecretValue>> ReadAsync(CancellationToken cancellationToken)
    {
        var values = new List<SecretValue>();
        if (!Directory.Exists(folder))
        {
            return values;
        }

        using var store = VaultStore.Open(folder);
        await foreach (var secret in store.ListAsync([], cancellationToken))
        {
            foreach (var version in await store.ListVersionsAsync(new SecretId(secret.Arn), includeDeprecated: true, cancellationToken))
            {
                values.Add(await store.GetValueAsync(new SecretId(secret.Arn), VersionReference.Of(version.VersionId), cancellationToken));
            }
        }

        return values;
    }
}
