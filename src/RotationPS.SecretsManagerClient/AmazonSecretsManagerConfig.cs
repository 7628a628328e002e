using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.SecretsManager.Internal;
using Amazon.Util.Internal;

namespace Amazon.SecretsManager;

/// <summary>How a client reaches Secrets Manager. Whatever is not set here comes from the environment and the profile.</summary>
public sealed class AmazonSecretsManagerConfig : ClientConfig
{
    private const string SigningName = "secretsmanager";

    /// <summary>Takes the defaults of the environment.</summary>
    public AmazonSecretsManagerConfig()
        : base(new DefaultConfigurationProvider(ConfigurationModes.All))
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = SigningName;
        EndpointProvider = new SecretsManagerEndpoints();
    }

    /// <summary>The name by which the environment and profiles set things for this service alone.</summary>
    public static new string ServiceId => "Secrets Manager";

    /// <inheritdoc/>
    public override string ServiceVersion => "2017-10-17";

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => SigningName;

    /// <inheritdoc/>
    public override string UserAgent { get; } =
        InternalSDKUtils.BuildUserAgentString("SecretsManager", typeof(AmazonSecretsManagerConfig).Assembly.GetName().Version!.ToString(fieldCount: 3));

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(SecretsManagerEndpointParameters.From(this));
}
