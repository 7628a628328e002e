using System.Collections.Concurrent;
using RotationPS.Engine.Secrets;

namespace RotationPS.Stores.SecretsManager;

/// <summary>
/// Remembers for a moment what this store has written. Reads may trail writes, so "not found" about one of these only
/// means "not yet".
/// </summary>
internal sealed class OwnWrites(TimeProvider clock)
{
    /// <summary>How long a write may take to be seen everywhere.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    // A fleet writes one or two versions a secret, so forgetting what is past the window keeps this small.
    private const int TidyAbove = 1000;

    private readonly ConcurrentDictionary<(string Secret, string Version), long> _writes = new();

    public void Add(SecretId asked, string arn, string name, VersionId version, bool isNewSecret)
    {
        if (_writes.Count > TidyAbove)
        {
            foreach (var (write, since) in _writes)
            {
                if (clock.GetElapsedTime(since) > Window)
                {
                    _writes.TryRemove(write, out _);
                }
            }
        }

        var now = clock.GetTimestamp();
        foreach (var id in (string[])[asked.Value, arn, name])
        {
            _writes[(id, version.Value)] = now;
            if (isNewSecret)
            {
                _writes[(id, StageLabel.Current.Value)] = now;
            }
        }
    }

    /// <summary>Whether this version of the secret is ours and was written so short a time ago that a read may miss it.</summary>
    public bool MayBeInvisible(SecretId secret, VersionReference version) => IsRecent(secret, version.Id?.Value ?? version.Label!.Value);

    /// <summary>Whether the secret itself was made so short a time ago that a read may miss it.</summary>
    public bool MayBeInvisible(SecretId secret) => IsRecent(secret, StageLabel.Current.Value);

    private bool IsRecent(SecretId secret, string version) =>
        _writes.TryGetValue((secret.Value, version), out var since) && clock.GetElapsedTime(since) <= Window;
}
