using Amazon.Runtime;
using Amazon.SecretsManager;
using RotationPS.Servers;
using RotationPS.Stores.SecretsManager;

namespace RotationPS.Benchmarks.Scenes;

/// <summary>Stores that ask an endpoint of the tests.</summary>
internal static class EndpointStores
{
    public const string Region = "eu-central-1";

    /// <summary>A store that asks an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="isBounded">Whether its writes are counted, as those of an account are.</param>
    public static SecretsManagerStore StoreOf(SecretsManagerEndpoint endpoint, bool isBounded)
    {
        var config = new AmazonSecretsManagerConfig { ServiceURL = endpoint.Url.ToString(), AuthenticationRegion = Region };
        if (endpoint.CertificatePem is { } certificate)
        {
            config.HttpClientFactory = new EndpointTrust(certificate);
        }

        var credentials = new BasicAWSCredentials(endpoint.Key.AccessKeyId, endpoint.Key.SecretAccessKey);
        return new SecretsManagerStore(new AmazonSecretsManagerClient(credentials, config), hasQuota: isBounded);
    }
}
