using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Amazon.SecretsManager.Internal;

/// <summary>Says under which URL Secrets Manager answers, by what the SDK knows of AWS's partitions.</summary>
internal sealed class SecretsManagerEndpoints : IEndpointProvider
{
    /// <exception cref="AmazonClientException">No Region is known, or there is no such endpoint.</exception>
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        var wanted = (SecretsManagerEndpointParameters)parameters;
        if (wanted.Endpoint is { } own)
        {
            return wanted.UseFips || wanted.UseDualStack
                ? throw new AmazonClientException($"The endpoint '{own}' was given, which goes neither with FIPS nor with dual-stack endpoints.")
                : new Endpoint(own);
        }

        var region = wanted.Region ?? throw new AmazonClientException("No RegionEndpoint or ServiceURL configured");
        if (!Fn.IsValidHostLabel(region, allowSubDomains: false))
        {
            throw new AmazonClientException($"'{region}' is not the name of a Region.");
        }

        var partition = Fn.Partition(region);
        if ((wanted.UseFips && !partition.supportsFIPS) || (wanted.UseDualStack && !partition.supportsDualStack))
        {
            throw new AmazonClientException($"The partition '{partition.name}' does not have the FIPS or dual-stack endpoints that the configuration asks for.");
        }

        var host = wanted.UseFips ? "secretsmanager-fips" : "secretsmanager";
        return new Endpoint($"https://{host}.{region}.{(wanted.UseDualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix)}");
    }
}
