namespace RotationPS.Servers;

/// <summary>How a <see cref="SecretsManagerEndpoint"/> is set up.</summary>
public sealed class SecretsManagerEndpointOptions
{
    /// <summary>The port on 127.0.0.1; a free one where 0.</summary>
    public int Port { get; init; }

    /// <summary>Whether it is asked over TLS, as the service is, with a certificate of its own.</summary>
    public bool Tls { get; init; }

    /// <summary>The only Region that requests may be signed for; any where null.</summary>
    public string? Region { get; init; }

    /// <summary>The credentials it knows from the start.</summary>
    public EndpointKey Key { get; init; } = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    /// <summary>The endpoint's clock: for the age of signatures, the Date header, tokens that expire, and delays.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
