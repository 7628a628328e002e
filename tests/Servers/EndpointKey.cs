namespace RotationPS.Servers;

/// <summary>Credentials that a <see cref="SecretsManagerEndpoint"/> knows.</summary>
/// <param name="AccessKeyId">The access key id.</param>
/// <param name="SecretAccessKey">The secret key that signatures are checked with.</param>
/// <param name="SessionToken">The token that must come with every request; null for long-lived credentials.</param>
/// <param name="Expiration">From when the token is refused as expired; null for never.</param>
public sealed record EndpointKey(
    string AccessKeyId,
    string SecretAccessKey,
    string? SessionToken = null,
    DateTimeOffset? Expiration = null);
