using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Util;

namespace Amazon.SecretsManager.Internal;

/// <summary>What decides where a request goes.</summary>
internal sealed class SecretsManagerEndpointParameters : EndpointParameters
{
    public string? Region { get => (string?)this[nameof(Region)]; init => this[nameof(Region)] = value; }

    public string? Endpoint { get => (string?)this[nameof(Endpoint)]; init => this[nameof(Endpoint)] = value; }

    public bool UseDualStack { get => (bool?)this[nameof(UseDualStack)] ?? false; init => this[nameof(UseDualStack)] = value; }

    public bool UseFips { get => (bool?)this[nameof(UseFips)] ?? false; init => this[nameof(UseFips)] = value; }

    public static SecretsManagerEndpointParameters From(IClientConfig config)
    {
        var endpoint = string.IsNullOrEmpty(config.ServiceURL) ? null : config.ServiceURL;
        return new SecretsManagerEndpointParameters
        {
            Region = config.RegionEndpoint?.SystemName
                ?? config.AuthenticationRegion
                ?? (endpoint is null ? null : AWSSDKUtils.DetermineRegion(endpoint)),
            Endpoint = endpoint,
            UseDualStack = config.UseDualstackEndpoint,
            UseFips = config.UseFIPSEndpoint,
        };
    }
}
