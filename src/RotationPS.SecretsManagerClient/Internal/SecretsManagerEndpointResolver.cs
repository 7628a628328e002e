using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Amazon.SecretsManager.Internal;

/// <summary>Gives each request the endpoint that its client's configuration calls for.</summary>
internal sealed class SecretsManagerEndpointResolver : BaseEndpointResolver
{
    /// <inheritdoc/>
    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
        SecretsManagerEndpointParameters.From(requestContext.ClientConfig);
}
