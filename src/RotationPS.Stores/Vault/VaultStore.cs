using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Stores.Vault;

/// <summary>
/// Secrets in an embedded database, with the rules of Secrets Manager. Every operation is one transaction; any number of
/// threads and processes may use the same vault at once.
/// </summary>
public sealed class VaultStore : ISecretStore, IDisposable
{
    // What is read at once keeps everybody else from the vault meanwhile, for a few milliseconds.
    private const int ListedAtOnce = 250;

    private static readonly TimeSpan _defaultPatience = TimeSpan.FromSeconds(15);

    private readonly VaultDatabase _database;
    private readonly VaultKeys _keys;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _gate = new(1);
    private bool _disposed;

    private VaultStore(VaultDatabase database, VaultKeys keys, TimeProvider clock, IReadOnlyList<string> warnings) =>
        (_database, _keys, _clock, Warnings) = (database, keys, clock, warnings);

    /// <summary>One sentence for each file or folder of the vault that other users of the machine can get at, as it was on opening.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Opens the vault in a folder.</summary>
    /// <param name="folder">The folder; it holds the database <c>vault.db</c> and the keys in <c>keys</c>.</param>
    /// <param name="clock">The clock; the system's where null.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.VaultNotFound"/>, <see cref="FailureKind.VaultDamaged"/>,
    /// <see cref="FailureKind.VaultForeign"/>, <see cref="FailureKind.VaultNewer"/>, <see cref="FailureKind.VaultKeyMissing"/>,
    /// <see cref="FailureKind.VaultInaccessible"/> or <see cref="FailureKind.Busy"/>.</exception>
    public static VaultStore Open(string folder, TimeProvider? clock = null) => Open(folder, create: false, clock, _defaultPatience);

    /// <summary>Opens the vault in a folder, and makes the folder and the vault where they are not there.</summary>
    /// <param name="folder">The folder; it holds the database <c>vault.db</c> and the keys in <c>keys</c>.</param>
    /// <param name="clock">The clock; the system's where null.</param>
    /// <exception cref="RotationException">As <see cref="Open(string, TimeProvider?)"/>; what is there is never overwritten.</exception>
    public static VaultStore OpenOrCreate(string folder, TimeProvider? clock = null) => Open(folder, create: true, clock, _defaultPatience);

    internal static VaultStore Open(string folder, bool create, TimeProvider? clock, TimeSpan patience)
    {
        var place = new VaultFolder(folder);
        var keys = new VaultKeys(place);
        VaultDatabase? database = null;
        try
        {
            database = VaultDatabase.Open(place, keys, create, patience);
            return new VaultStore(database, keys, clock ?? TimeProvider.System, place.Warnings());
        }
        catch (Exception error)
        {
            database?.Dispose();
            keys.Dispose();
            switch (error)
            {
                case SqliteException sqlite:
                    throw VaultFailures.From(sqlite, place);
                case IOException or UnauthorizedAccessException:
                    throw VaultFailures.Inaccessible(place, error);
                default:
                    throw;
            }
        }
    }

    /// <inheritdoc/>
    public TimeSpan ReadLag => TimeSpan.Zero;

    /// <inheritdoc/>
    public Task<StoredVersion> CreateAsync(NewSecret secret, CancellationToken cancellationToken)
    {
        SecretRules.CheckNew(secret);
        return WriteAsync(secrets => secrets.Create(secret, _clock.GetUtcNow()), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<SecretDescription> DescribeAsync(SecretId id, CancellationToken cancellationToken) =>
        ReadAsync(secrets => secrets.Describe(id), cancellationToken);

    /// <inheritdoc/>
    public Task<SecretValue> GetValueAsync(SecretId id, VersionReference version, CancellationToken cancellationToken) =>
        ReadAsync(secrets => secrets.Value(id, version), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SecretLookup>> GetValuesAsync(IReadOnlyList<SecretId> ids, CancellationToken cancellationToken)
    {
        SecretRules.CheckBatch(ids.Count);
        return ReadAsync<IReadOnlyList<SecretLookup>>(secrets => [.. ids.Select(secrets.Lookup)], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredVersion> PutAsync(SecretId id, VersionId token, SecretText text, IReadOnlyList<StageLabel> labels, CancellationToken cancellationToken)
    {
        SecretRules.CheckText(text);
        return WriteAsync(secrets => secrets.Put(id, token, text, labels, _clock.GetUtcNow()), cancellationToken);
    }

    /// <inheritdoc/>
    public Task MoveLabelAsync(SecretId id, StageLabel label, VersionId? from, VersionId? to, CancellationToken cancellationToken) =>
        WriteAsync(secrets => secrets.MoveLabel(id, label, from, to, _clock.GetUtcNow()), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<SecretDescription> ListAsync(
        IReadOnlyList<SecretFilter> filters,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SecretRules.CheckFilters(filters);

        // A secret keeps its id, so one that is there all the time is on one page, whatever is written between two of them.
        var after = 0L;
        while (true)
        {
            var page = await ReadAsync(secrets => secrets.Page(after, ListedAtOnce), cancellationToken).ConfigureAwait(false);
            if (page.Count == 0)
            {
                yield break;
            }

            after = page[^1].Id;
            foreach (var (_, secret) in page.Where(row => filters.All(filter => filter.Fits(row.Secret))))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return secret;
            }
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(SecretId id, bool includeDeprecated, CancellationToken cancellationToken) =>
        ReadAsync(secrets => secrets.Versions(id, includeDeprecated), cancellationToken);

    /// <inheritdoc/>
    public Task TagAsync(SecretId id, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        SecretRules.CheckTags(tags);
        return WriteAsync(secrets => secrets.Tag(id, tags, _clock.GetUtcNow()), cancellationToken);
    }

    /// <inheritdoc/>
    public Task UntagAsync(SecretId id, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        WriteAsync(secrets => secrets.Untag(id, keys, _clock.GetUtcNow()), cancellationToken);

    /// <summary>Waits for the operation that is running, if any, and closes the vault's files.</summary>
    public void Dispose()
    {
        _gate.Wait();
        try
        {
            if (!_disposed)
            {
                _disposed = true;
                _database.Dispose();
                _keys.Dispose();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private Task<T> ReadAsync<T>(Func<VaultSecrets, T> work, CancellationToken cancellationToken) =>
        RunAsync(() => _database.Read(transaction => work(SecretsIn(transaction)), cancellationToken), cancellationToken);

    private Task<T> WriteAsync<T>(Func<VaultSecrets, T> work, CancellationToken cancellationToken) =>
        RunAsync(() => _database.Write(transaction => work(SecretsIn(transaction)), cancellationToken), cancellationToken);

    private Task WriteAsync(Action<VaultSecrets> work, CancellationToken cancellationToken) => WriteAsync(
        secrets =>
        {
            work(secrets);
            return true;
        },
        cancellationToken);

    private VaultSecrets SecretsIn(VaultTransaction transaction) => new(new VaultTables(transaction), _keys);

    // SQLite's calls are synchronous and take about a millisecond, so they run where they are called.
    private async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return work();
        }
        finally
        {
            _gate.Release();
        }
    }
}
