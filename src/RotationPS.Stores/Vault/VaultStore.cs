using System.Runtime.CompilerServices;
using System.Security.Cryptography;
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
        return WriteAsync(
            tables =>
            {
                if (tables.FindSecret(new SecretId(secret.Name)) is { } existing)
                {
                    return tables.FindVersion(existing, secret.Token) is { } made && Decrypt(tables, existing, made).Equals(secret.Text)
                        ? ToStored(tables, existing, made)
                        : throw SecretStoreFailures.NameTaken(secret.Name);
                }

                var now = _clock.GetUtcNow();
                var row = tables.InsertSecret(VaultArn.New(secret.Name), secret, now);
                foreach (var (key, value) in secret.Tags)
                {
                    tables.PutTag(row, key, value);
                }

                return Add(tables, row, secret.Token, secret.Text, [StageLabel.Current], now);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<SecretDescription> DescribeAsync(SecretId id, CancellationToken cancellationToken) =>
        ReadAsync(tables => Describe(tables, [Find(tables, id)])[0], cancellationToken);

    /// <inheritdoc/>
    public Task<SecretValue> GetValueAsync(SecretId id, VersionReference version, CancellationToken cancellationToken) =>
        ReadAsync(tables => Value(tables, id, version), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SecretLookup>> GetValuesAsync(IReadOnlyList<SecretId> ids, CancellationToken cancellationToken)
    {
        SecretRules.CheckBatch(ids.Count);
        return ReadAsync<IReadOnlyList<SecretLookup>>(tables => [.. ids.Select(id => Lookup(tables, id))], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredVersion> PutAsync(SecretId id, VersionId token, SecretText text, IReadOnlyList<StageLabel> labels, CancellationToken cancellationToken)
    {
        SecretRules.CheckText(text);
        return WriteAsync(
            tables =>
            {
                var secret = Find(tables, id);

                // A repeated call does nothing at all: labels that have moved since stay where they are.
                // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
                if (tables.FindVersion(secret, token) is { } existing)
                {
                    return Decrypt(tables, secret, existing).Equals(text)
                        ? ToStored(tables, secret, existing)
                        : throw SecretStoreFailures.VersionHasOtherValue(secret.Name, token);
                }

                var now = _clock.GetUtcNow();
                var version = Add(tables, secret, token, text, labels.Count == 0 ? [StageLabel.Current] : labels, now);
                tables.Prune(secret, SecretRules.KeptVersions, now - SecretRules.KeptAge);
                tables.Touch(secret, now);
                return version;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task MoveLabelAsync(SecretId id, StageLabel label, VersionId? from, VersionId? to, CancellationToken cancellationToken) => WriteAsync(
        tables =>
        {
            var secret = Find(tables, id);
            if (from is null && to is null)
            {
                throw SecretStoreFailures.NowhereToMove(label);
            }

            if (to is null && label == StageLabel.Current)
            {
                throw SecretStoreFailures.CurrentNotRemovable(secret.Name);
            }

            var target = to is null
                ? null
                : tables.FindVersion(secret, to) ?? throw SecretStoreFailures.VersionNotFound(secret.Name, VersionReference.Of(to));
            var holder = tables.Holder(secret, label);

            // Without a version to take it from, a label may only be put where it is already or taken from nowhere.
            var isWhereExpected = holder?.Token == from || (from is null && holder?.Token == to);
            if (!isWhereExpected)
            {
                throw SecretStoreFailures.LabelElsewhere(secret.Name, label, holder?.Token, from);
            }

            if (target is null)
            {
                tables.RemoveLabel(secret, label);
            }
            else
            {
                PutLabels(tables, secret, target, [label]);
            }

            tables.Touch(secret, _clock.GetUtcNow());
            return true;
        },
        cancellationToken);

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
            var page = await ReadAsync(tables => ReadPage(tables, after), cancellationToken).ConfigureAwait(false);
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
        ReadAsync<IReadOnlyList<SecretVersion>>(
            tables =>
            {
                var secret = Find(tables, id);
                var labels = tables.Labels(secret).ToLookup(label => label.Version.Id, label => label.Label);
                return
                [
                    .. tables.Versions(secret)
                        .Where(version => includeDeprecated || labels.Contains(version.Id))
                        .Select(version => new SecretVersion(secret.Arn, secret.Name, version.Token, [.. labels[version.Id]], version.Created)),
                ];
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task TagAsync(SecretId id, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        SecretRules.CheckTags(tags);
        return WriteAsync(
            tables =>
            {
                var secret = Find(tables, id);
                SecretRules.CheckTagCount(secret.Name, tables.Tags(secret).Keys.Union(tags.Keys, StringComparer.Ordinal).Count());
                foreach (var (key, value) in tags)
                {
                    tables.PutTag(secret, key, value);
                }

                tables.Touch(secret, _clock.GetUtcNow());
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task UntagAsync(SecretId id, IReadOnlyList<string> keys, CancellationToken cancellationToken) => WriteAsync(
        tables =>
        {
            var secret = Find(tables, id);
            foreach (var key in keys)
            {
                tables.RemoveTag(secret, key);
            }

            tables.Touch(secret, _clock.GetUtcNow());
            return true;
        },
        cancellationToken);

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

    private Task<T> ReadAsync<T>(Func<VaultTables, T> work, CancellationToken cancellationToken) =>
        RunAsync(() => _database.Read(transaction => work(new VaultTables(transaction)), cancellationToken), cancellationToken);

    private Task<T> WriteAsync<T>(Func<VaultTables, T> work, CancellationToken cancellationToken) =>
        RunAsync(() => _database.Write(transaction => work(new VaultTables(transaction)), cancellationToken), cancellationToken);

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

    private SecretLookup Lookup(VaultTables tables, SecretId id)
    {
        try
        {
            return new SecretLookup(id, Value(tables, id, VersionReference.Current), null);
        }
        catch (RotationException failure) when (failure.Kind is FailureKind.ResourceNotFound or FailureKind.DecryptionFailure)
        {
            return new SecretLookup(id, null, failure);
        }
    }

    private SecretValue Value(VaultTables tables, SecretId id, VersionReference reference)
    {
        var secret = Find(tables, id);
        var version = (reference.Id is { } token ? tables.FindVersion(secret, token) : tables.Holder(secret, reference.Label!))
            ?? throw SecretStoreFailures.VersionNotFound(secret.Name, reference);
        if (reference is { Id: not null, Label: { } label } && tables.Holder(secret, label)?.Id != version.Id)
        {
            throw SecretStoreFailures.LabelNotOnVersion(secret.Name, version.Token, label);
        }

        return new SecretValue(ToVersion(tables, secret, version), Decrypt(tables, secret, version));
    }

    private static SecretRow Find(VaultTables tables, SecretId id) =>
        tables.FindSecret(id) ?? throw SecretStoreFailures.SecretNotFound(id);

    private StoredVersion Add(VaultTables tables, SecretRow secret, VersionId token, SecretText text, IReadOnlyList<StageLabel> labels, DateTimeOffset now)
    {
        var version = tables.InsertVersion(secret, token, _keys.Encrypt(secret.Arn, token.Value, text), now);
        PutLabels(tables, secret, version, labels);
        return ToStored(tables, secret, version);
    }

    private static void PutLabels(VaultTables tables, SecretRow secret, VersionRow version, IReadOnlyList<StageLabel> labels)
    {
        var left = labels.Contains(StageLabel.Current) ? tables.Holder(secret, StageLabel.Current) : null;
        foreach (var label in labels)
        {
            tables.PutLabel(secret, label, version);
        }

        if (left is not null && left.Id != version.Id)
        {
            tables.PutLabel(secret, StageLabel.Previous, left);
        }

        SecretRules.CheckLabelCount(secret.Name, tables.CountLabels(secret));
    }

    private SecretText Decrypt(VaultTables tables, SecretRow secret, VersionRow version)
    {
        try
        {
            return _keys.Decrypt(secret.Arn, version.Token.Value, tables.Encrypted(version));
        }
        catch (CryptographicException error)
        {
            throw VaultFailures.Undecryptable(secret.Name, version.Token.Value, error);
        }
    }

    private static StoredVersion ToStored(VaultTables tables, SecretRow secret, VersionRow version) =>
        new(secret.Arn, secret.Name, version.Token, LabelsOn(tables, secret, version));

    private static SecretVersion ToVersion(VaultTables tables, SecretRow secret, VersionRow version) =>
        new(secret.Arn, secret.Name, version.Token, LabelsOn(tables, secret, version), version.Created);

    private static StageLabel[] LabelsOn(VaultTables tables, SecretRow secret, VersionRow version) =>
        [.. tables.Labels(secret).Where(label => label.Version.Id == version.Id).Select(label => label.Label)];

    private static List<(long Id, SecretDescription Secret)> ReadPage(VaultTables tables, long after)
    {
        var page = tables.Secrets(after, ListedAtOnce);
        return page.Count == 0 ? [] : [.. page.Zip(Describe(tables, page), (row, secret) => (row.Id, secret))];
    }

    private static List<SecretDescription> Describe(VaultTables tables, List<SecretRow> page)
    {
        var (labels, tags) = (tables.Labels(page), tables.Tags(page));
        return page.ConvertAll(secret => new SecretDescription
        {
            Arn = secret.Arn,
            Name = secret.Name,
            Description = secret.Description,
            CreatedDate = secret.Created,
            LastChangedDate = secret.Changed,
            Tags = tags[secret.Id].ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal),
            VersionIdsToStages = labels[secret.Id]
                .GroupBy(label => label.Version, label => label.Label)
                .ToDictionary(version => version.Key, version => (IReadOnlyList<StageLabel>)[.. version]),
        });
    }
}
