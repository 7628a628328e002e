using RotationPS.Engine.Secrets;
using RotationPS.Servers.SecretsManager;

namespace RotationPS.Servers;

/// <summary>
/// What Secrets Manager knows of a secret beyond what a store does. A <see cref="SecretsManagerEndpoint"/> keeps it beside
/// its store for as long as it runs; its operations change it, and so may a test.
/// </summary>
public sealed class SecretState
{
    private readonly Lock _lock = new();
    private readonly List<VersionWithoutValue> _empty = [];
    private readonly Dictionary<VersionId, byte[]> _binaries = [];
    private SecretView? _stale;
    private int _staleReads;

    /// <summary>By what the last PutSecretValue said that it comes from a rotation function; null where it did not.</summary>
    public string? RotationToken { get; set; }

    /// <summary>Whether a rotation function is enabled; null where there never was one.</summary>
    public bool? RotationEnabled { get; set; }

    /// <summary>The rotation function.</summary>
    public string? RotationLambdaArn { get; set; }

    /// <summary>When the service itself last rotated the secret.</summary>
    public DateTimeOffset? LastRotatedDate { get; set; }

    /// <summary>The service that owns the secret, as <c>rds</c>.</summary>
    public string? OwningService { get; set; }

    /// <summary>The Region of the primary; the secret is a read-only replica in every other one.</summary>
    public string? PrimaryRegion { get; set; }

    /// <summary>The key that encrypts it; null for the service's own.</summary>
    public string? KmsKeyId { get; set; }

    /// <summary>When it will be deleted; null where it is not marked for deletion.</summary>
    public DateTimeOffset? DeletedDate { get; set; }

    /// <summary>Whether it was deleted without recovery.</summary>
    public bool IsGone { get; set; }

    internal IReadOnlyList<VersionWithoutValue> VersionsWithoutValue
    {
        get
        {
            lock (_lock)
            {
                return [.. _empty.Select(version => version with { Labels = [.. version.Labels] })];
            }
        }
    }

    /// <summary>Makes a version without a value and puts labels on it, as the service does when it starts a rotation.</summary>
    /// <param name="id">The version.</param>
    /// <param name="created">When it was made.</param>
    /// <param name="labels">Its labels; they leave the versions they were on.</param>
    public void AddVersionWithoutValue(VersionId id, DateTimeOffset created, params IReadOnlyList<StageLabel> labels)
    {
        lock (_lock)
        {
            _empty.ForEach(version => version.Labels.ExceptWith(labels));
            _empty.Add(new VersionWithoutValue(id, created, [.. labels]));
        }
    }

    /// <summary>Turns the value of a version into bytes, as SecretBinary gives and takes them.</summary>
    /// <param name="id">The version; the store has one of that id.</param>
    /// <param name="bytes">The bytes.</param>
    public void MakeBinary(VersionId id, byte[] bytes)
    {
        lock (_lock)
        {
            _binaries[id] = bytes;
        }
    }

    internal byte[]? Binary(VersionId id)
    {
        lock (_lock)
        {
            return _binaries.GetValueOrDefault(id);
        }
    }

    /// <summary>The labels of a version without a value, which from now on is the store's; none where there is no such version.</summary>
    internal IReadOnlyList<StageLabel> TakeVersionWithoutValue(VersionId id)
    {
        lock (_lock)
        {
            var labels = _empty.Find(version => version.Id == id)?.Labels;
            _empty.RemoveAll(version => version.Id == id);
            return [.. labels ?? []];
        }
    }

    /// <summary>Takes labels from versions without a value; one that has none left is gone.</summary>
    internal void TakeLabels(IReadOnlyList<StageLabel> labels)
    {
        lock (_lock)
        {
            _empty.ForEach(version => version.Labels.ExceptWith(labels));
            _empty.RemoveAll(version => version.Labels.Count == 0);
        }
    }

    internal void Hide(SecretView? before, int reads)
    {
        lock (_lock)
        {
            (_stale, _staleReads) = (before, reads);
        }
    }

    /// <summary>Whether a read that happens now does not see the last write, and what it sees instead: null for nothing.</summary>
    internal bool TakeStale(out SecretView? before)
    {
        lock (_lock)
        {
            before = _stale;
            var isStale = _staleReads > 0;
            _staleReads -= isStale ? 1 : 0;
            return isStale;
        }
    }
}
