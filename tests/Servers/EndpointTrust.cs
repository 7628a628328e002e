using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;

namespace RotationPS.Servers;

/// <summary>Gives an AWS client connections that trust the certificate of one <see cref="SecretsManagerEndpoint"/> and no other.</summary>
/// <param name="certificatePem">The certificate.</param>
public sealed class EndpointTrust(string certificatePem) : HttpClientFactory
{
    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(certificatePem));
        return new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
            AutomaticDecompression = DecompressionMethods.None,
            AllowAutoRedirect = false,
        });
    }
}
