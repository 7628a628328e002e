using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RotationPS.Servers;

namespace RotationPS.Stores.Tests.SecretsManager;

/// <summary>
/// Signs requests by Signature Version 4, as a client does.
/// See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.
/// </summary>
internal sealed class RequestSigner(EndpointKey key, TimeProvider clock, string region)
{
    public async Task SignAsync(HttpRequestMessage request)
    {
        var time = clock.GetUtcNow().UtcDateTime;
        var stamp = time.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        request.Headers.Add("X-Amz-Date", stamp);
        if (key.SessionToken is { } token)
        {
            request.Headers.Add("X-Amz-Security-Token", token);
        }

        request.Headers.Host = request.RequestUri!.Authority;
        var headers = request.Headers.Concat(request.Content!.Headers)
            .Where(header => header.Key is not "Content-Length")
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(',', header.Value))
            .OrderBy(header => header.Key, StringComparer.Ordinal)
            .ToList();
        var signedHeaders = string.Join(';', headers.Select(header => header.Key));
        var canonical = string.Join(
            '\n',
            [
                request.Method.Method,
                "/",
                string.Empty,
                .. headers.Select(header => $"{header.Key}:{header.Value}"),
                string.Empty,
                signedHeaders,
                Hash(await request.Content.ReadAsByteArrayAsync()),
            ]);
        string[] scope = [stamp[..8], region, "secretsmanager", "aws4_request"];
        var toSign = $"AWS4-HMAC-SHA256\n{stamp}\n{string.Join('/', scope)}\n{Hash(Encoding.UTF8.GetBytes(canonical))}";
        var signingKey = scope.Aggregate(Encoding.UTF8.GetBytes($"AWS4{key.SecretAccessKey}"), Hmac);
        var signature = Convert.ToHexStringLower(Hmac(signingKey, toSign));
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={key.AccessKeyId}/{string.Join('/', scope)}, SignedHeaders={signedHeaders}, Signature={signature}");
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
