using RotationPS.Servers;

namespace RotationPS.Tests.Cmdlets.Aws;

/// <summary>Credentials of a copy of the AWS SDK that the module does not know; they may refresh themselves once.</summary>
public sealed class StandInCredentials(EndpointKey key, EndpointKey? refreshed = null)
{
    private EndpointKey _key = key;

    public void Refresh() => _key = refreshed ?? _key;

    public StandInKeys GetCredentials() => new(_key.AccessKeyId, _key.SecretAccessKey, _key.SessionToken);
}
