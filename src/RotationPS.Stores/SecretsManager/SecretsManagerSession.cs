using System.Reflection;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.SecretsManager;
using RotationPS.Engine.Failures;

namespace RotationPS.Stores.SecretsManager;

/// <summary>
/// Who asks Secrets Manager, and where: what the parameters and the session of AWS Tools for PowerShell say. Whatever they
/// leave open the AWS SDK finds in the environment, the profile, the container or the machine.
/// </summary>
public sealed record SecretsManagerSession
{
    private const string DefaultProfile = "default";

    // A call to Secrets Manager takes a fraction of a second; the SDK's own limit of 100 s is made for transfers.
    private static readonly string[] _domainsOfAws = [".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".api.amazonwebservices.com.cn"];

    private static readonly TimeSpan _attemptLimit = TimeSpan.FromSeconds(15);

    /// <summary>The system names of the Regions that the SDK knows, in order.</summary>
    public static IEnumerable<string> KnownRegions => RegionEndpoint.EnumerableAllRegions.Select(region => region.SystemName).Order(StringComparer.Ordinal);

    /// <summary>The Region: its system name, or an object with a property <c>SystemName</c> or <c>Region</c>.</summary>
    public object? Region { get; init; }

    /// <summary>The Region where none is given: the value of <c>$StoredAWSRegion</c>.</summary>
    public object? StoredRegion { get; init; }

    /// <summary>The access key; together with <see cref="SecretKey"/> it goes before every other credentials.</summary>
    public string? AccessKey { get; init; }

    /// <summary>The secret key.</summary>
    public string? SecretKey { get; init; }

    /// <summary>The session token, where the keys are temporary.</summary>
    public string? SessionToken { get; init; }

    /// <summary>The profile, whose Region and other settings hold too where none are given.</summary>
    public string? ProfileName { get; init; }

    /// <summary>The credentials file that the profile is in; null for the usual places.</summary>
    public string? ProfileLocation { get; init; }

    /// <summary>Credentials as an object: of this copy of AWSSDK.Core or any other.</summary>
    public object? Credentials { get; init; }

    /// <summary>The credentials where none are given: the value of <c>$StoredAWSCredentials</c>.</summary>
    public object? StoredCredentials { get; init; }

    /// <summary>The URL to ask at, in place of the Region's own.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>Opens the store.</summary>
    /// <param name="clock">The clock; the system's where null.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.CredentialsInvalid"/>, <see cref="FailureKind.CredentialsMissing"/>,
    /// <see cref="FailureKind.ProfileNotFound"/>, <see cref="FailureKind.RegionMissing"/> or <see cref="FailureKind.InvalidParameter"/>.</exception>
    public SecretsManagerStore OpenStore(TimeProvider? clock = null)
    {
        var client = CreateClient();
        return new SecretsManagerStore(client, clock, hasQuota: IsOfAws(client.Config.ServiceURL));
    }

    /// <summary>Makes the client.</summary>
    /// <exception cref="RotationException">As <see cref="OpenStore"/>.</exception>
    public IAmazonSecretsManager CreateClient()
    {
        try
        {
            var profile = FindProfile();
            var credentials = FindCredentials(profile);
            var config = Configure(profile);
            return credentials is null ? new AmazonSecretsManagerClient(config) : new AmazonSecretsManagerClient(credentials, config);
        }
        catch (TypeInitializationException unread) when (unread.InnerException is AmazonClientException)
        {
            // The SDK reads the settings of AWS_PROFILE once in a process, and may find them broken.
            throw SessionFailures.NotConfigured(unread.InnerException);
        }
        catch (Exception error) when (error is AmazonClientException or AmazonServiceException or IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            throw SessionFailures.NotConfigured(error);
        }
    }

    /// <summary>Whether an endpoint, a VPC endpoint perhaps, is AWS's own. An emulator has no quota unless it throttles.</summary>
    private static bool IsOfAws(string? url) =>
        string.IsNullOrEmpty(url)
        || (Uri.TryCreate(url, UriKind.Absolute, out var endpoint) && Array.Exists(_domainsOfAws, domain => endpoint.Host.EndsWith(domain, StringComparison.OrdinalIgnoreCase)));

    private CredentialProfile? FindProfile()
    {
        if (string.IsNullOrEmpty(ProfileName) && string.IsNullOrEmpty(ProfileLocation))
        {
            return null;
        }

        var name = string.IsNullOrEmpty(ProfileName) ? DefaultProfile : ProfileName;
        return new CredentialProfileStoreChain(ProfileLocation).TryGetProfile(name, out var profile)
            ? profile
            : throw SessionFailures.ProfileNotFound(name, ProfileLocation);
    }

    /// <returns>Null where the SDK shall look for them.</returns>
    private AWSCredentials? FindCredentials(CredentialProfile? profile)
    {
        var hasAccessKey = !string.IsNullOrEmpty(AccessKey);
        if (hasAccessKey != !string.IsNullOrEmpty(SecretKey))
        {
            throw SessionFailures.HalfAKeyPair(hasAccessKey);
        }

        if (hasAccessKey)
        {
            return string.IsNullOrEmpty(SessionToken)
                ? new BasicAWSCredentials(AccessKey, SecretKey)
                : new SessionAWSCredentials(AccessKey, SecretKey, SessionToken);
        }

        if (profile is not null)
        {
            // Asked for them only if it can, the profile says which of those that it refers to is missing.
            return profile.CanCreateAWSCredentials
                ? profile.GetAWSCredentials(new CredentialProfileStoreChain(ProfileLocation))
                : throw SessionFailures.ProfileWithoutCredentials(profile.Name);
        }

        return (Credentials ?? StoredCredentials) is { } given ? ForeignCredentials.From(given) : null;
    }

    private AmazonSecretsManagerConfig Configure(CredentialProfile? profile)
    {
        var config = new AmazonSecretsManagerConfig { Timeout = _attemptLimit };
        if (profile is not null)
        {
            config.Profile = new Profile(profile.Name, ProfileLocation);
        }

        // A URL, which the environment and the profile may name too, empties the Region: so the Region is asked for first.
        var found = NameOf(Region) ?? NameOf(StoredRegion) ?? profile?.Region?.SystemName ?? config.RegionEndpoint?.SystemName;
        var endpoint = string.IsNullOrEmpty(EndpointUrl) ? config.ServiceURL : CheckedUrl(EndpointUrl);
        if (!string.IsNullOrEmpty(endpoint))
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = found;
        }
        else if (found is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(found);
        }
        else
        {
            throw SessionFailures.RegionMissing();
        }

        return config;
    }

    private static string CheckedUrl(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && (parsed.Scheme == Uri.UriSchemeHttps || parsed.Scheme == Uri.UriSchemeHttp)
            ? url
            : throw SessionFailures.EndpointInvalid(url);

    /// <summary>The system name of a Region; null where none is given.</summary>
    /// <param name="region">What <see cref="Region"/> takes.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>: it is an object, and none of a Region.</exception>
    public static string? NameOf(object? region) => region switch
    {
        null or "" => null,
        string name => name,
        RegionEndpoint own => own.SystemName,
        _ => Text(region, nameof(RegionEndpoint.SystemName)) ?? Text(region, "Region") ?? throw SessionFailures.NoRegionObject(region.GetType()),
    };

    private static string? Text(object value, string property) =>
        value.GetType().GetProperty(property, BindingFlags.Instance | BindingFlags.Public)?.GetValue(value) as string;
}
