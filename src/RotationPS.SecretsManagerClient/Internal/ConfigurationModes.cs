using Amazon.Runtime;

namespace Amazon.SecretsManager.Internal;

/// <summary>
/// What the SDK's default configuration modes mean here. Connecting is bounded as documented in
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html; every mode retries in the standard
/// way, because the adaptive one makes a new client wait long after a single throttled call.
/// </summary>
internal static class ConfigurationModes
{
    public static IReadOnlyList<IDefaultConfiguration> All { get; } =
    [
        Mode(DefaultConfigurationMode.Standard, TimeSpan.FromSeconds(3.1)),
        Mode(DefaultConfigurationMode.InRegion, TimeSpan.FromSeconds(1.1)),
        Mode(DefaultConfigurationMode.CrossRegion, TimeSpan.FromSeconds(3.1)),
        Mode(DefaultConfigurationMode.Mobile, TimeSpan.FromSeconds(30)),
    ];

    private static DefaultConfiguration Mode(DefaultConfigurationMode name, TimeSpan connecting) => new()
    {
        Name = name,
        RetryMode = RequestRetryMode.Standard,
        ConnectTimeout = connecting,
        TlsNegotiationTimeout = connecting,
    };
}
