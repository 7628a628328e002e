using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Benchmarks.Scenes;

/// <summary>
/// A store of as many secrets as one likes, which makes each as it is asked for and keeps only what is unfinished: what
/// takes memory is the module alone.
/// </summary>
/// <param name="count">How many secrets.</param>
/// <param name="tags">The tags of each.</param>
/// <param name="age">How old each secret's version is.</param>
internal sealed class SimulatedStore(int count, IReadOnlyDictionary<string, string> tags, TimeSpan age) : ISecretStore
{
    private const string ArnPrefix = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:";

    private readonly DateTimeOffset _made = DateTimeOffset.UtcNow - age;
    private readonly ConcurrentDictionary<int, SimulatedChange> _changes = new();
    private int _finished;

    /// <summary>How many rotations have come to their end.</summary>
    public int Finished => _finished;

    public TimeSpan ReadLag => TimeSpan.Zero;

    public Task<SecretDescription> DescribeAsync(SecretId id, CancellationToken cancellationToken) => Task.FromResult(Describe(IndexOf(id)));

    public Task<SecretValue> GetValueAsync(SecretId id, VersionReference version, CancellationToken cancellationToken) =>
        Task.FromResult(Value(IndexOf(id)));

    public async Task<IReadOnlyList<SecretLookup>> GetValuesAsync(IReadOnlyList<SecretId> ids, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return [.. ids.Select(id => new SecretLookup(id, Value(IndexOf(id)), null))];
    }

    public Task<StoredVersion> PutAsync(SecretId id, VersionId token, SecretText text, IReadOnlyList<StageLabel> labels, CancellationToken cancellationToken)
    {
        var index = IndexOf(id);
        _changes[index] = new SimulatedChange(token, IsCurrent: false);
        return Task.FromResult(new StoredVersion(ArnOf(index), NameOf(index), token, labels));
    }

    public Task MoveLabelAsync(SecretId id, StageLabel label, VersionId? from, VersionId? to, CancellationToken cancellationToken)
    {
        var index = IndexOf(id);
        if (label == StageLabel.Current)
        {
            _changes[index] = new SimulatedChange(to!, IsCurrent: true);
        }
        else if (_changes.TryRemove(index, out _))
        {
            Interlocked.Increment(ref _finished);
        }

        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<SecretDescription> ListAsync(IReadOnlyList<SecretFilter> filters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var index = 0; index < count; index++)
        {
            if (index % SecretRules.MaxBatch == 0)
            {
                await Task.Yield();
            }

            yield return Describe(index);
        }
    }

    public Task<StoredVersion> CreateAsync(NewSecret secret, CancellationToken cancellationToken) => throw Unexpected();

    public Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(SecretId id, bool includeDeprecated, CancellationToken cancellationToken) => throw Unexpected();

    public Task TagAsync(SecretId id, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) => throw Unexpected();

    public Task UntagAsync(SecretId id, IReadOnlyList<string> keys, CancellationToken cancellationToken) => throw Unexpected();

    private static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"fleet/app-{index:D6}");

    private static string ArnOf(int index) => ArnPrefix + NameOf(index);

    private static int IndexOf(SecretId id) => int.Parse(id.Value.AsSpan(id.Value.LastIndexOf('-') + 1), CultureInfo.InvariantCulture);

    private static VersionId FirstVersion(int index) => new(string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{index:D12}"));

    private static InvalidOperationException Unexpected() => new("A rotation does not do this.");

    private SecretDescription Describe(int index)
    {
        var labels = new Dictionary<VersionId, IReadOnlyList<StageLabel>>();
        if (!_changes.TryGetValue(index, out var change))
        {
            labels.Add(FirstVersion(index), [StageLabel.Current]);
        }
        else
        {
            labels.Add(FirstVersion(index), change.IsCurrent ? [StageLabel.Previous] : [StageLabel.Current]);
            labels.Add(change.Version, change.IsCurrent ? [StageLabel.Current, StageLabel.Pending] : [StageLabel.Pending]);
        }

        return new SecretDescription
        {
            Arn = ArnOf(index),
            Name = NameOf(index),
            CreatedDate = _made,
            LastChangedDate = _made,
            Tags = new Dictionary<string, string>(tags),
            VersionIdsToStages = labels,
        };
    }

    private SecretValue Value(int index)
    {
        var user = string.Create(CultureInfo.InvariantCulture, $"app_{index:D6}");
        var text = $$"""{"engine":"postgres","host":"db-{{index % 50}}.example.com","port":5432,"username":"{{user}}","password":"first-of-{{user}}","dbname":"shop"}""";
        return new SecretValue(new SecretVersion(ArnOf(index), NameOf(index), FirstVersion(index), [StageLabel.Current], _made), new SecretText(text));
    }
}
