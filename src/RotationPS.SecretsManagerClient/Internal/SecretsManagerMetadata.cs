using Amazon.Runtime.Internal;

namespace Amazon.SecretsManager.Internal;

/// <summary>What the SDK's telemetry calls the service.</summary>
internal sealed class SecretsManagerMetadata : IServiceMetadata
{
    /// <inheritdoc/>
    public string ServiceId => AmazonSecretsManagerConfig.ServiceId;

    /// <inheritdoc/>
    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}
