using System.Runtime.CompilerServices;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Fakes;

/// <summary>
/// Secrets Manager in memory. Besides what every store does, a test can bring it into the states that only the service
/// itself makes: a version without a value, a rotation function, an owning service.
/// </summary>
public sealed class InMemorySecretStore(TimeProvider? clock = null) : ISecretStore
{
    private const string ArnPrefix = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:";

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly List<Entry> _secrets = [];

    /// <inheritdoc/>
    public TimeSpan ReadLag => TimeSpan.Zero;

    /// <summary>Makes a version without a value, as the service leaves it when it starts a rotation.</summary>
    public void PrepareVersionWithoutValue(SecretId id, VersionId version, params IReadOnlyList<StageLabel> labels)
    {
        lock (_lock)
        {
            var secret = Find(id);
            secret.Put(version, labels);
            secret.Versions.Add(new Version(version, _clock.GetUtcNow()));
        }
    }

    /// <summary>Says whether a rotation function is enabled for the secret.</summary>
    public void PrepareRotationEnabled(SecretId id, bool enabled = true)
    {
        lock (_lock)
        {
            Find(id).RotationEnabled = enabled;
        }
    }

    /// <summary>Says which service owns the secret.</summary>
    public void PrepareOwningService(SecretId id, string? service)
    {
        lock (_lock)
        {
            Find(id).OwningService = service;
        }
    }

    /// <summary>Makes the secret a replica of one in another Region.</summary>
    public void PrepareReplica(SecretId id, string? primaryRegion)
    {
        lock (_lock)
        {
            Find(id).ReplicaOf = primaryRegion;
        }
    }

    /// <summary>Marks the secret for deletion.</summary>
    public void PrepareDeletion(SecretId id)
    {
        lock (_lock)
        {
            Find(id).DeletedDate = _clock.GetUtcNow();
        }
    }

    public Task<StoredVersion> CreateAsync(NewSecret secret, CancellationToken cancellationToken) => Run(
        () =>
        {
            SecretRules.CheckNew(secret);
            var existing = _secrets.Find(entry => entry.Name == secret.Name);
            if (existing is not null)
            {
                return existing.Version(secret.Token) is { } made && secret.Text.Equals(made.Text)
                    ? existing.TellStored(made)
                    : throw SecretStoreFailures.NameTaken(secret.Name);
            }

            var now = _clock.GetUtcNow();

            // Every secret of a store gets an end of its own, and in every run the same, so that the version ids derived
            // from it can be compared between runs.
            var entry = new Entry($"{ArnPrefix}{secret.Name}-{_secrets.Count + 1:D6}", secret.Name, secret.Description, now);
            foreach (var (key, value) in secret.Tags)
            {
                entry.Tags[key] = value;
            }

            var version = new Version(secret.Token, now) { Text = secret.Text };
            entry.Versions.Add(version);
            entry.Put(secret.Token, [StageLabel.Current]);
            _secrets.Add(entry);
            return entry.TellStored(version);
        },
        cancellationToken);

    public Task<SecretDescription> DescribeAsync(SecretId id, CancellationToken cancellationToken) =>
        Run(() => Find(id).Describe(), cancellationToken);

    public Task<SecretValue> GetValueAsync(SecretId id, VersionReference version, CancellationToken cancellationToken) =>
        Run(() => Value(id, version), cancellationToken);

    public Task<IReadOnlyList<SecretLookup>> GetValuesAsync(IReadOnlyList<SecretId> ids, CancellationToken cancellationToken) =>
        Run<IReadOnlyList<SecretLookup>>(
            () =>
            {
                SecretRules.CheckBatch(ids.Count);
                return [.. ids.Select(Lookup)];
            },
            cancellationToken);

    public Task<StoredVersion> PutAsync(SecretId id, VersionId token, SecretText text, IReadOnlyList<StageLabel> labels, CancellationToken cancellationToken) => Run(
        () =>
        {
            SecretRules.CheckText(text);
            var secret = Find(id);
            var version = secret.Version(token);
            if (version?.Text is { } stored)
            {
                return stored.Equals(text) ? secret.TellStored(version) : throw SecretStoreFailures.VersionHasOtherValue(secret.Name, token);
            }

            secret.Put(token, labels.Count == 0 ? [StageLabel.Current] : labels);
            var now = _clock.GetUtcNow();
            if (version is null)
            {
                version = new Version(token, now);
                secret.Versions.Add(version);
            }

            version.Text = text;
            secret.Prune(now - SecretRules.KeptAge);
            secret.Changed = now;
            return secret.TellStored(version);
        },
        cancellationToken);

    public Task MoveLabelAsync(SecretId id, StageLabel label, VersionId? from, VersionId? to, CancellationToken cancellationToken) => Run(
        () =>
        {
            var secret = Find(id);
            if (from is null && to is null)
            {
                throw SecretStoreFailures.NowhereToMove(label);
            }

            if (to is null && label == StageLabel.Current)
            {
                throw SecretStoreFailures.CurrentNotRemovable(secret.Name);
            }

            if (to is not null && secret.Version(to) is null)
            {
                throw SecretStoreFailures.VersionNotFound(secret.Name, VersionReference.Of(to));
            }

            var holder = secret.Labels.GetValueOrDefault(label);
            if (holder != from && !(from is null && holder == to))
            {
                throw SecretStoreFailures.LabelElsewhere(secret.Name, label, holder, from);
            }

            if (to is null)
            {
                secret.Labels.Remove(label);
            }
            else
            {
                secret.Put(to, [label]);
            }

            secret.Changed = _clock.GetUtcNow();
            return true;
        },
        cancellationToken);

    public async IAsyncEnumerable<SecretDescription> ListAsync(
        IReadOnlyList<SecretFilter> filters,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = await Run(
            () =>
            {
                SecretRules.CheckFilters(filters);
                return _secrets.ConvertAll(secret => secret.Describe()).FindAll(secret => filters.All(filter => filter.Fits(secret)));
            },
            cancellationToken);
        foreach (var secret in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return secret;
        }
    }

    public Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(SecretId id, bool includeDeprecated, CancellationToken cancellationToken) =>
        Run<IReadOnlyList<SecretVersion>>(
            () =>
            {
                var secret = Find(id);
                return
                [
                    .. secret.Versions.AsEnumerable().Reverse()
                        .Select(secret.Tell)
                        .Where(version => includeDeprecated || version.Labels.Count > 0),
                ];
            },
            cancellationToken);

    public Task TagAsync(SecretId id, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) => Run(
        () =>
        {
            SecretRules.CheckTags(tags);
            var secret = Find(id);
            SecretRules.CheckTagCount(secret.Name, secret.Tags.Keys.Union(tags.Keys, StringComparer.Ordinal).Count());
            foreach (var (key, value) in tags)
            {
                secret.Tags[key] = value;
            }

            secret.Changed = _clock.GetUtcNow();
            return true;
        },
        cancellationToken);

    public Task UntagAsync(SecretId id, IReadOnlyList<string> keys, CancellationToken cancellationToken) => Run(
        () =>
        {
            var secret = Find(id);
            foreach (var key in keys)
            {
                secret.Tags.Remove(key);
            }

            secret.Changed = _clock.GetUtcNow();
            return true;
        },
        cancellationToken);

    // An error belongs in the task, as with a store that goes over the network.
    private Task<T> Run<T>(Func<T> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        lock (_lock)
        {
            try
            {
                return Task.FromResult(work());
            }
            catch (RotationException failure)
            {
                return Task.FromException<T>(failure);
            }
        }
    }

    private Entry Find(SecretId id) =>
        _secrets.Find(entry => entry.Arn == id.Value)
        ?? _secrets.Find(entry => entry.Name == id.Value || ArnPrefix + entry.Name == id.Value)
        ?? throw SecretStoreFailures.SecretNotFound(id);

    private SecretLookup Lookup(SecretId id)
    {
        try
        {
            return new SecretLookup(id, Value(id, VersionReference.Current), null);
        }
        catch (RotationException failure)
        {
            return new SecretLookup(id, null, failure);
        }
    }

    private SecretValue Value(SecretId id, VersionReference reference)
    {
        var secret = Find(id);
        var token = reference.Id ?? secret.Labels.GetValueOrDefault(reference.Label!);
        var version = (token is null ? null : secret.Version(token)) ?? throw SecretStoreFailures.VersionNotFound(secret.Name, reference);
        if (reference.Label is { } label && secret.Labels.GetValueOrDefault(label) != version.Id)
        {
            throw SecretStoreFailures.LabelNotOnVersion(secret.Name, version.Id, label);
        }

        return version.Text is { } text
            ? new SecretValue(secret.Tell(version), text)
            : throw SecretStoreFailures.VersionWithoutValue(secret.Name, version.Id);
    }

    private sealed class Version(VersionId id, DateTimeOffset created)
    {
        public VersionId Id { get; } = id;

        public DateTimeOffset Created { get; } = created;

        public SecretText? Text { get; set; }
    }

    private sealed class Entry(string arn, string name, string? description, DateTimeOffset created)
    {
        public string Arn { get; } = arn;

        public string Name { get; } = name;

        public DateTimeOffset Created { get; } = created;

        public DateTimeOffset Changed { get; set; } = created;

        public bool RotationEnabled { get; set; }

        public string? OwningService { get; set; }

        public string? ReplicaOf { get; set; }

        public DateTimeOffset? DeletedDate { get; set; }

        public Dictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

        public List<Version> Versions { get; } = [];

        public Dictionary<StageLabel, VersionId> Labels { get; private set; } = [];

        public Version? Version(VersionId id) => Versions.Find(version => version.Id == id);

        public void Put(VersionId version, IReadOnlyList<StageLabel> labels)
        {
            var after = new Dictionary<StageLabel, VersionId>(Labels);
            foreach (var label in labels)
            {
                after[label] = version;
            }

            var left = Labels.GetValueOrDefault(StageLabel.Current);
            if (labels.Contains(StageLabel.Current) && left is not null && left != version)
            {
                after[StageLabel.Previous] = left;
            }

            SecretRules.CheckLabelCount(Name, after.Count);
            Labels = after;
        }

        public void Prune(DateTimeOffset since)
        {
            var old = Versions.SkipLast(SecretRules.KeptVersions)
                .Where(version => version.Created < since && !Labels.ContainsValue(version.Id))
                .ToList();
            Versions.RemoveAll(old.Contains);
        }

        public StoredVersion TellStored(Version version) => new(Arn, Name, version.Id, LabelsOf(version.Id));

        public SecretVersion Tell(Version version) => new(Arn, Name, version.Id, LabelsOf(version.Id), version.Created);

        public SecretDescription Describe() => new()
        {
            Arn = Arn,
            Name = Name,
            Description = description,
            CreatedDate = Created,
            LastChangedDate = Changed,
            Tags = new Dictionary<string, string>(Tags, StringComparer.Ordinal),
            VersionIdsToStages = Labels.Values.Distinct().ToDictionary(version => version, LabelsOf),
            RotationEnabled = RotationEnabled,
            OwningService = OwningService,
            ReplicaOf = ReplicaOf,
            DeletedDate = DeletedDate,
        };

        private IReadOnlyList<StageLabel> LabelsOf(VersionId version) =>
        [
            .. Labels.Where(label => label.Value == version).Select(label => label.Key).OrderBy(label => label.Value, StringComparer.Ordinal),
        ];
    }
}
