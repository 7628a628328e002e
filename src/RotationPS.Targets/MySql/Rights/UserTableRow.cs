using System.Data.Common;
using System.Globalization;
using System.Text.Json;

namespace RotationPS.Targets.MySql.Rights;

/// <summary>
/// A row of mysql.user, as MySQL and old MariaDB servers keep it. Which columns there are depends on the version, and one
/// that is not there means that the server knows no such thing.
/// See https://dev.mysql.com/doc/refman/8.4/en/grant-tables.html.
/// </summary>
internal sealed class UserTableRow(IReadOnlyDictionary<string, string?> columns)
{
    /// <summary>Takes the values of the present row.</summary>
    public static UserTableRow Of(DbDataReader reader) => new(Enumerable.Range(0, reader.FieldCount).ToDictionary(
        reader.GetName,
        index => reader.IsDBNull(index) ? null : Convert.ToString(reader.GetValue(index) is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : reader.GetValue(index), CultureInfo.InvariantCulture),
        StringComparer.OrdinalIgnoreCase));

    /// <summary>The row; null where it is a role of MariaDB.</summary>
    public HostAccount? Read()
    {
        if (IsYes("is_role"))
        {
            return null;
        }

        var hash = Text("authentication_string") ?? Text("Password");
        return new HostAccount
        {
            User = columns["User"]!,
            Host = columns["Host"]!,
            Methods = [new AuthenticationMethod(Text("plugin") ?? string.Empty, hash)],
            Traits = Traits().Where(entry => entry.Value != entry.Trait.Default).ToDictionary(entry => entry.Trait, entry => entry.Value),
            DefaultRole = Text("default_role") is { } role ? MySqlText.Identifier(role) : null,
            MoreFactors = [.. Factors()],
            HoldsTwoPasswords = Attribute("additional_password") is not null,
            Rights = Restrictions().ToHashSet(),
        };
    }

    private IEnumerable<(AccountTrait Trait, string Value)> Traits()
    {
        yield return (AccountTrait.Requirement, Text("ssl_type") switch
        {
            "ANY" => CertificateDemand.AnyTls,
            "X509" => CertificateDemand.AnyCertificate,
            "SPECIFIED" => CertificateDemand.Specified(Text("x509_subject"), Text("x509_issuer"), Text("ssl_cipher")),
            _ => AccountTrait.Requirement.Default,
        });
        yield return (AccountTrait.Queries, Text("max_questions") ?? "0");
        yield return (AccountTrait.Updates, Text("max_updates") ?? "0");
        yield return (AccountTrait.Connections, Text("max_connections") ?? "0");
        yield return (AccountTrait.UserConnections, Text("max_user_connections") ?? "0");
        yield return (AccountTrait.StatementTime, Text("max_statement_time")?.TrimEnd('0').TrimEnd('.') is { Length: > 0 } time ? time : "0");
        yield return (AccountTrait.Expiry, Text("password_lifetime") switch
        {
            null => AccountTrait.Expiry.Default,
            "0" => "NEVER",
            var days => $"INTERVAL {days} DAY",
        });
        yield return (AccountTrait.History, Text("Password_reuse_history") ?? AccountTrait.History.Default);
        yield return (AccountTrait.Reuse, Text("Password_reuse_time") is { } days2 ? $"{days2} DAY" : AccountTrait.Reuse.Default);
        yield return (AccountTrait.RequireCurrent, Text("Password_require_current") switch
        {
            "Y" => string.Empty,
            "N" => "OPTIONAL",
            _ => AccountTrait.RequireCurrent.Default,
        });
        var locking = Attribute("Password_locking");
        yield return (AccountTrait.FailedLogins, Number(locking, "failed_login_attempts") ?? "0");
        yield return (AccountTrait.LockTime, Number(locking, "password_lock_time_days") switch
        {
            null => "0",
            "-1" => "UNBOUNDED",
            var days3 => days3,
        });
        yield return (AccountTrait.State, IsYes("account_locked") ? AccountTrait.Locked : AccountTrait.State.Default);
        yield return (AccountTrait.Attribute, Attribute("metadata")?.GetRawText() ?? AccountTrait.Attribute.Default);
    }

    private IEnumerable<string> Factors() => Attribute("multi_factor_authentication") is { ValueKind: JsonValueKind.Array } factors
        ? factors.EnumerateArray().Select(factor => factor.GetProperty("plugin").GetString()!)
        : [];

    private IEnumerable<AccountRight> Restrictions()
    {
        if (Attribute("Restrictions") is not { ValueKind: JsonValueKind.Array } restrictions)
        {
            return [];
        }

        return from restriction in restrictions.EnumerateArray()
               let database = restriction.GetProperty("Database").GetString()!
               from privilege in restriction.GetProperty("Privileges").EnumerateArray()
               select new AccountRight(
                   RightLevel.Restriction, database, $"DATABASE {database}", $"{MySqlText.Identifier(database)}.*", privilege.GetString()!.ToUpperInvariant());
    }

    private JsonElement? Attribute(string name)
    {
        if (Text("User_attributes") is not { } json)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty(name, out var value) ? value.Clone() : null;
    }

    private static string? Number(JsonElement? element, string key) =>
        element is { ValueKind: JsonValueKind.Object } owner && owner.TryGetProperty(key, out var value) ? value.GetRawText() : null;

    private bool IsYes(string column) => Text(column) is "Y";

    private string? Text(string column) => columns.GetValueOrDefault(column) is { Length: > 0 } text ? text : null;
}
