using System.Runtime.CompilerServices;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Stores.SecretsManager;

/// <summary>
/// Secrets in AWS Secrets Manager. Every operation but the listings is one call; what the service would refuse anyway is
/// refused before it.
/// </summary>
public sealed class SecretsManagerStore : ISecretStore, IDisposable
{
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html
    private const int PageSize = 100;

    private readonly IAmazonSecretsManager _client;
    private readonly SecretsManagerCaller _caller;
    private readonly OwnWrites _writes;
    private readonly string? _rotationToken;

    /// <param name="client">The client; it is disposed of with the store.</param>
    /// <param name="clock">The clock; the system's where null.</param>
    /// <param name="hasQuota">Whether the place has the quota of writes that AWS has; where nobody knows, it is kept to once a
    /// call is throttled.</param>
    public SecretsManagerStore(IAmazonSecretsManager client, TimeProvider? clock = null, bool hasQuota = true)
    {
        _client = client;
        _caller = new SecretsManagerCaller(client, clock ?? TimeProvider.System, hasQuota);
        _writes = new OwnWrites(clock ?? TimeProvider.System);
        HasQuota = hasQuota;
    }

    private SecretsManagerStore(SecretsManagerStore store, string? rotationToken) =>
        (_client, _caller, _writes, _rotationToken) = (store._client, store._caller, store._writes, rotationToken);

    /// <summary>Whether the quota of writes is kept to from the first.</summary>
    internal bool HasQuota { get; }

    /// <summary>Reads may trail writes; seconds are long, and only a run that meets another's work waits for them.</summary>
    public TimeSpan ReadLag { get; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The same store, as a rotation function in another account uses it: the service knows the function by the token that
    /// it gave it. See https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html.
    /// </summary>
    /// <param name="rotationToken">The token of the service's event; null for none.</param>
    /// <returns>A view of this store, which ends with it and is not disposed of.</returns>
    public ISecretStore ForRotation(string? rotationToken) => new SecretsManagerStore(this, rotationToken);

    /// <inheritdoc/>
    public async Task<StoredVersion> CreateAsync(NewSecret secret, CancellationToken cancellationToken)
    {
        SecretRules.CheckNew(secret);
        var id = new SecretId(secret.Name);
        var request = new CreateSecretRequest
        {
            Name = secret.Name,
            ClientRequestToken = secret.Token.Value,
            Description = secret.Description,
            SecretString = secret.Text.Reveal(),
            Tags = secret.Tags.Count == 0 ? null : ToTags(secret.Tags),
        };
        var answer = await CallAsync("CreateSecret", id, (client, token) => client.CreateSecretAsync(request, token), cancellationToken).ConfigureAwait(false);
        var version = new VersionId(answer.VersionId!);
        _writes.Add(id, answer.ARN!, answer.Name!, version, isNewSecret: true);
        return new StoredVersion(answer.ARN!, answer.Name!, version, [StageLabel.Current]);
    }

    /// <inheritdoc/>
    public async Task<SecretDescription> DescribeAsync(SecretId id, CancellationToken cancellationToken)
    {
        var request = new DescribeSecretRequest { SecretId = id.Value };
        var answer = await CallAsync("DescribeSecret", id, (client, token) => client.DescribeSecretAsync(request, token), cancellationToken).ConfigureAwait(false);
        return answer.ToDescription();
    }

    /// <inheritdoc/>
    public async Task<SecretValue> GetValueAsync(SecretId id, VersionReference version, CancellationToken cancellationToken)
    {
        var request = new GetSecretValueRequest { SecretId = id.Value, VersionId = version.Id?.Value, VersionStage = version.Label?.Value };
        var answer = await _caller
            .CallAsync(
                "GetSecretValue",
                id,
                (client, token) => client.GetSecretValueAsync(request, token),
                () => _writes.MayBeInvisible(id, version),
                cancellationToken)
            .ConfigureAwait(false);
        return answer.ToValue();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SecretLookup>> GetValuesAsync(IReadOnlyList<SecretId> ids, CancellationToken cancellationToken)
    {
        const string Operation = "BatchGetSecretValue";
        SecretRules.CheckBatch(ids.Count);
        var answer = new BatchAnswer(Operation);
        string? next = null;
        do
        {
            var request = new BatchGetSecretValueRequest { SecretIdList = [.. ids.Select(id => id.Value).Distinct(StringComparer.Ordinal)], NextToken = next };
            var page = await CallAsync(Operation, secret: null, (client, token) => client.BatchGetSecretValueAsync(request, token), cancellationToken).ConfigureAwait(false);
            answer.Add(page);
            next = page.NextToken;
        }
        while (!string.IsNullOrEmpty(next));

        return [.. ids.Select(answer.For)];
    }

    /// <inheritdoc/>
    public async Task<StoredVersion> PutAsync(SecretId id, VersionId token, SecretText text, IReadOnlyList<StageLabel> labels, CancellationToken cancellationToken)
    {
        SecretRules.CheckText(text);
        var request = new PutSecretValueRequest
        {
            SecretId = id.Value,
            ClientRequestToken = token.Value,
            SecretString = text.Reveal(),
            RotationToken = _rotationToken,
            VersionStages = labels.Count == 0 ? null : [.. labels.Select(label => label.Value)],
        };
        var answer = await CallAsync("PutSecretValue", id, (client, stop) => client.PutSecretValueAsync(request, stop), cancellationToken).ConfigureAwait(false);
        var version = new VersionId(answer.VersionId!);
        _writes.Add(id, answer.ARN!, answer.Name!, version, isNewSecret: false);

        // An emulator that tells no labels has done what was asked.
        return new StoredVersion(answer.ARN!, answer.Name!, version, Answers.ToLabels(answer.VersionStages ?? request.VersionStages));
    }

    /// <inheritdoc/>
    public Task MoveLabelAsync(SecretId id, StageLabel label, VersionId? from, VersionId? to, CancellationToken cancellationToken)
    {
        var request = new UpdateSecretVersionStageRequest
        {
            SecretId = id.Value,
            VersionStage = label.Value,
            RemoveFromVersionId = from?.Value,
            MoveToVersionId = to?.Value,
        };
        return _caller.CallAsync(
            "UpdateSecretVersionStage",
            id,
            (client, token) => client.UpdateSecretVersionStageAsync(request, token),
            () => to is not null && _writes.MayBeInvisible(id, VersionReference.Of(to)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SecretDescription> ListAsync(
        IReadOnlyList<SecretFilter> filters,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SecretRules.CheckFilters(filters);
        string? next = null;
        do
        {
            var request = new ListSecretsRequest
            {
                Filters = filters.Count == 0 ? null : [.. filters.Select(ToFilter)],
                MaxResults = PageSize,
                NextToken = next,
            };
            var page = await CallAsync("ListSecrets", secret: null, (client, token) => client.ListSecretsAsync(request, token), cancellationToken).ConfigureAwait(false);
            foreach (var entry in page.SecretList ?? [])
            {
                yield return entry.ToDescription();
            }

            next = page.NextToken;
        }
        while (!string.IsNullOrEmpty(next));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(SecretId id, bool includeDeprecated, CancellationToken cancellationToken)
    {
        var versions = new List<SecretVersion>();
        string? next = null;
        do
        {
            var request = new ListSecretVersionIdsRequest { SecretId = id.Value, IncludeDeprecated = includeDeprecated, MaxResults = PageSize, NextToken = next };
            var page = await CallAsync("ListSecretVersionIds", id, (client, token) => client.ListSecretVersionIdsAsync(request, token), cancellationToken).ConfigureAwait(false);

            // Emulators list the deprecated versions whether or not they are asked for.
            versions.AddRange((page.Versions ?? [])
                .Select(entry => entry.ToVersion(page.ARN!, page.Name!))
                .Where(version => includeDeprecated || version.Labels.Count > 0));
            next = page.NextToken;
        }
        while (!string.IsNullOrEmpty(next));

        // The service promises no order. The sort is stable, so versions of the same instant stay as it listed them.
        return [.. versions.OrderByDescending(version => version.CreatedDate)];
    }

    /// <inheritdoc/>
    public Task TagAsync(SecretId id, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        SecretRules.CheckTags(tags);
        var request = new TagResourceRequest { SecretId = id.Value, Tags = ToTags(tags) };
        return CallAsync("TagResource", id, (client, token) => client.TagResourceAsync(request, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task UntagAsync(SecretId id, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var request = new UntagResourceRequest { SecretId = id.Value, TagKeys = [.. keys] };
        return CallAsync("UntagResource", id, (client, token) => client.UntagResourceAsync(request, token), cancellationToken);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        _caller.Dispose();
        _client.Dispose();
    }

    private Task<T> CallAsync<T>(string operation, SecretId? secret, Func<IAmazonSecretsManager, CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        _caller.CallAsync(operation, secret, call, () => secret is not null && _writes.MayBeInvisible(secret), cancellationToken);

    private static List<Tag> ToTags(IReadOnlyDictionary<string, string> tags) =>
        [.. tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })];

    private static Filter ToFilter(SecretFilter filter) => new()
    {
        Key = filter.Key switch
        {
            SecretFilterKey.Name => FilterNameStringType.Name,
            SecretFilterKey.Description => FilterNameStringType.Description,
            SecretFilterKey.TagKey => FilterNameStringType.TagKey,
            SecretFilterKey.TagValue => FilterNameStringType.TagValue,
            _ => FilterNameStringType.All,
        },
        Values = [.. filter.Values],
    };
}
