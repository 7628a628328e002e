using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace RotationPS.Servers.SecretsManager;

/// <summary>
/// Checks a request's Signature Version 4 as the service does.
/// See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.
/// </summary>
internal sealed class SignatureCheck(EndpointKeys keys, TimeProvider clock, string? region)
{
    private const string Service = "secretsmanager";
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    private static readonly TimeSpan _tolerance = TimeSpan.FromMinutes(15);

    public void Verify(HttpRequest request, byte[] body)
    {
        var signing = SigningHeader.Parse(request.Headers.Authorization.ToString());
        var key = keys.Find(signing.AccessKeyId) ?? throw ServiceErrors.UnknownKey();
        CheckToken(key, request.Headers["X-Amz-Security-Token"].ToString());
        CheckScope(signing);
        var date = request.Headers["X-Amz-Date"].ToString();
        CheckTime(date, signing);

        var toSign = string.Join('\n', SigningHeader.Algorithm, date, signing.Scope, Hash(Encoding.UTF8.GetBytes(Canonical(request, body, signing))));
        var signature = Hex(Hmac(SigningKey(key.SecretAccessKey, signing), toSign));
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(signature), Encoding.UTF8.GetBytes(signing.Signature)))
        {
            throw ServiceErrors.SignatureDiffers();
        }
    }

    private void CheckToken(EndpointKey key, string token)
    {
        if (token != (key.SessionToken ?? string.Empty))
        {
            throw ServiceErrors.UnknownKey();
        }

        if (key.Expiration <= clock.GetUtcNow())
        {
            throw ServiceErrors.TokenExpired();
        }
    }

    private void CheckScope(SigningHeader signing)
    {
        if (region is not null && signing.Region != region)
        {
            throw ServiceErrors.InvalidSignature("Credential should be scoped to a valid region. ");
        }

        if (signing.Service != Service)
        {
            throw ServiceErrors.InvalidSignature($"Credential should be scoped to correct service: '{Service}'. ");
        }
    }

    private void CheckTime(string date, SigningHeader signing)
    {
        if (!DateTimeOffset.TryParseExact(date, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signed))
        {
            throw ServiceErrors.IncompleteSignature("X-Amz-Date");
        }

        if (!date.StartsWith(signing.Date, StringComparison.Ordinal))
        {
            throw ServiceErrors.InvalidSignature($"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{signing.Date}' != '{date[..8]}'.");
        }

        var now = clock.GetUtcNow();
        if (signed < now - _tolerance)
        {
            throw ServiceErrors.InvalidSignature($"Signature expired: {date} is now earlier than {Stamp(now - _tolerance)} ({Stamp(now)} - 15 min.)");
        }

        if (signed > now + _tolerance)
        {
            throw ServiceErrors.InvalidSignature($"Signature not yet current: {date} is still later than {Stamp(now + _tolerance)} ({Stamp(now)} + 15 min.)");
        }
    }

    private static string Canonical(HttpRequest request, byte[] body, SigningHeader signing)
    {
        // A signature that leaves these out could be moved to another host or another time.
        foreach (var needed in new[] { "host", "x-amz-date" })
        {
            if (!signing.SignedHeaders.Contains(needed))
            {
                throw ServiceErrors.InvalidSignature($"'{needed}' must be a 'SignedHeader' in the AWS Authorization.");
            }
        }

        var headers = signing.SignedHeaders.Select(name => $"{name}:{Trimmed(request.Headers[name].ToString())}\n");
        var query = request.Query
            .SelectMany(parameter => parameter.Value.Select(value => $"{Uri.EscapeDataString(parameter.Key)}={Uri.EscapeDataString(value ?? string.Empty)}"))
            .Order(StringComparer.Ordinal);
        return string.Join(
            '\n',
            request.Method,
            request.Path.ToUriComponent(),
            string.Join('&', query),
            string.Concat(headers),
            string.Join(';', signing.SignedHeaders),
            Hash(body));
    }

    private static string Trimmed(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static byte[] SigningKey(string secret, SigningHeader signing)
    {
        var key = Hmac(Encoding.UTF8.GetBytes("AWS4" + secret), signing.Date);
        key = Hmac(key, signing.Region);
        key = Hmac(key, signing.Service);
        return Hmac(key, SigningHeader.Terminator);
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hash(byte[] bytes) => Hex(SHA256.HashData(bytes));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
}
