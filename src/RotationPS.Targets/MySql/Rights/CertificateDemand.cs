namespace RotationPS.Targets.MySql.Rights;

/// <summary>What an account demands of its connections, in the words that follow REQUIRE.</summary>
internal static class CertificateDemand
{
    public const string AnyTls = "SSL";
    public const string AnyCertificate = "X509";

    public static string Specified(string? subject, string? issuer, string? cipher) => string.Join(
        " AND ",
        new[] { ("SUBJECT", subject), ("ISSUER", issuer), ("CIPHER", cipher) }
            .Where(part => !string.IsNullOrEmpty(part.Item2))
            .Select(part => $"{part.Item1} {MySqlText.Literal(part.Item2!)}"));
}
