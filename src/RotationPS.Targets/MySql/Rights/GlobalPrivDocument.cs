using System.Globalization;
using System.Text.Json;

namespace RotationPS.Targets.MySql.Rights;

/// <summary>
/// The JSON document that MariaDB keeps for each row of an account (mysql.global_priv).
/// See https://mariadb.com/kb/en/mysqlglobal_priv-table/.
/// </summary>
internal static class GlobalPrivDocument
{
    /// <summary>Reads a row; null where it is a role.</summary>
    public static HostAccount? Read(string user, string host, string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (Flag(root, "is_role"))
        {
            return null;
        }

        var role = Text(root, "default_role");
        return new HostAccount
        {
            User = user,
            Host = host,
            Methods = Methods(root),
            Traits = Traits(root).Where(entry => entry.Value != entry.Trait.Default).ToDictionary(entry => entry.Trait, entry => entry.Value),
            DefaultRole = string.IsNullOrEmpty(role) ? null : MySqlText.Identifier(role),
        };
    }

    private static IReadOnlyList<AuthenticationMethod> Methods(JsonElement root)
    {
        var first = Method(root);
        return root.TryGetProperty("auth_or", out var several)

            // An empty object stands for what the document itself says.
            ? [.. several.EnumerateArray().Select(element => element.EnumerateObject().Any() ? Method(element) : first)]
            : [first];
    }

    private static AuthenticationMethod Method(JsonElement element) =>
        new(Text(element, "plugin") ?? string.Empty, Text(element, "authentication_string") is { Length: > 0 } hash ? hash : null);

    private static IEnumerable<(AccountTrait Trait, string Value)> Traits(JsonElement root)
    {
        yield return (AccountTrait.Requirement, Requirement(root));
        yield return (AccountTrait.Queries, Number(root, "max_questions") ?? "0");
        yield return (AccountTrait.Updates, Number(root, "max_updates") ?? "0");
        yield return (AccountTrait.Connections, Number(root, "max_connections") ?? "0");
        yield return (AccountTrait.UserConnections, Number(root, "max_user_connections") ?? "0");
        yield return (AccountTrait.StatementTime, StatementTime(root));
        yield return (AccountTrait.Expiry, Number(root, "password_lifetime") switch
        {
            null or "-1" => AccountTrait.Expiry.Default,
            "0" => "NEVER",
            var days => $"INTERVAL {days} DAY",
        });
        yield return (AccountTrait.State, Flag(root, "account_locked") ? AccountTrait.Locked : AccountTrait.State.Default);
    }

    private static string Requirement(JsonElement root) => Number(root, "ssl_type") switch
    {
        "1" => CertificateDemand.AnyTls,
        "2" => CertificateDemand.AnyCertificate,
        "3" => CertificateDemand.Specified(Text(root, "x509_subject"), Text(root, "x509_issuer"), Text(root, "ssl_cipher")),
        _ => AccountTrait.Requirement.Default,
    };

    private static string StatementTime(JsonElement root) =>
        root.TryGetProperty("max_statement_time", out var value) && value.TryGetDouble(out var seconds)
            ? seconds.ToString("0.######", CultureInfo.InvariantCulture)
            : "0";

    private static string? Number(JsonElement root, string key) =>
        root.TryGetProperty(key, out var value) ? value.ValueKind is JsonValueKind.String ? value.GetString() : value.GetRawText() : null;

    private static string? Text(JsonElement root, string key) =>
        root.TryGetProperty(key, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static bool Flag(JsonElement root, string key) => root.TryGetProperty(key, out var value) && value.ValueKind is JsonValueKind.True;
}
