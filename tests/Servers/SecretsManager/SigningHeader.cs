namespace RotationPS.Servers.SecretsManager;

/// <summary>The parts of an Authorization header of Signature Version 4.</summary>
internal sealed record SigningHeader(
    string AccessKeyId,
    string Date,
    string Region,
    string Service,
    IReadOnlyList<string> SignedHeaders,
    string Signature)
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    public const string Terminator = "aws4_request";

    public string Scope => $"{Date}/{Region}/{Service}/{Terminator}";

    /// <exception cref="ServiceError">What the service answers to a header that is missing or incomplete.</exception>
    public static SigningHeader Parse(string header)
    {
        if (header.Length == 0)
        {
            throw ServiceErrors.NotSigned();
        }

        if (Find(header) is { } found)
        {
            return found;
        }

        var lacking = Array.Find(["Credential", "SignedHeaders", "Signature"], name => !header.Contains($"{name}=", StringComparison.Ordinal));
        throw ServiceErrors.IncompleteSignature(lacking ?? "Credential");
    }

    /// <summary>The parts of a header; null where they are not all there.</summary>
    public static SigningHeader? Find(string header)
    {
        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            return null;
        }

        var parameters = header[Algorithm.Length..]
            .Split(',', StringSplitOptions.TrimEntries)
            .Select(parameter => parameter.Split('=', 2))
            .Where(parameter => parameter.Length == 2)
            .ToLookup(parameter => parameter[0], parameter => parameter[1]);
        return (parameters["Credential"].FirstOrDefault()?.Split('/'), parameters["SignedHeaders"].FirstOrDefault(), parameters["Signature"].FirstOrDefault())
            is ([var key, var date, var region, var service, Terminator], { } headers, { } signature)
                ? new SigningHeader(key, date, region, service, headers.Split(';'), signature)
                : null;
    }
}
