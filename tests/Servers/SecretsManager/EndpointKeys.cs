using System.Collections.Concurrent;

namespace RotationPS.Servers.SecretsManager;

/// <summary>The credentials an endpoint knows.</summary>
internal sealed class EndpointKeys
{
    private readonly ConcurrentDictionary<string, EndpointKey> _keys = new(StringComparer.Ordinal);

    public void Put(EndpointKey key) => _keys[key.AccessKeyId] = key;

    public EndpointKey? Find(string accessKeyId) => _keys.GetValueOrDefault(accessKeyId);
}
