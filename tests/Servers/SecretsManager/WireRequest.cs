using System.Text.Json;
using RotationPS.Engine.Secrets;

namespace RotationPS.Servers.SecretsManager;

/// <summary>
/// The JSON of a request, read with the constraints of the service's API model: a wrong JSON type is a
/// SerializationException, a missing or too long member a ValidationException.
/// </summary>
internal sealed class WireRequest(JsonElement json)
{
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
    private const int MaxSecretId = 2048;
    private const int MinToken = 32;
    private const int MaxToken = 64;
    private const int MaxLabel = 256;

    public static WireRequest Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind is JsonValueKind.Object
                ? new WireRequest(document.RootElement.Clone())
                : throw ServiceErrors.Serialization("Start of structure or map found where not expected.");
        }
        catch (JsonException)
        {
            throw ServiceErrors.Serialization("The request is not valid JSON.");
        }
    }

    public SecretId SecretId() => new(Required("SecretId", 1, MaxSecretId));

    /// <summary>The secret's name or ARN, for the resource of a permission; null where the request has none.</summary>
    public string? Resource() => (Find("SecretId") ?? Find("Name")) is { ValueKind: JsonValueKind.String } resource ? resource.GetString() : null;

    public VersionId Token()
    {
        var token = Text("ClientRequestToken", 0, int.MaxValue) ?? throw ServiceErrors.NoToken();
        return token.Length is >= MinToken and <= MaxToken ? new VersionId(token) : throw ServiceErrors.TokenLength();
    }

    public VersionId? Version(string member) => Text(member, MinToken, MaxToken) is { } version ? new VersionId(version) : null;

    public StageLabel? Label(string member) => Text(member, 1, MaxLabel) is { } label ? new StageLabel(label) : null;

    public IReadOnlyList<StageLabel> Labels(string member) =>
        [.. Texts(member, 1, SecretRules.MaxLabels, 1, MaxLabel).Select(label => new StageLabel(label))];

    public SecretText? SecretString() =>
        Text("SecretString", 1, SecretRules.MaxValueBytes) is { } text ? new SecretText(text) : null;

    public byte[]? SecretBinary()
    {
        if (Text("SecretBinary", 0, int.MaxValue) is not { } base64)
        {
            return null;
        }

        try
        {
            var bytes = Convert.FromBase64String(base64);
            return bytes.Length is > 0 and <= SecretRules.MaxValueBytes ? bytes : throw LengthBetween("SecretBinary", 1, SecretRules.MaxValueBytes, bytes.Length);
        }
        catch (FormatException)
        {
            throw ServiceErrors.Serialization("SecretBinary is not valid base64.");
        }
    }

    public Dictionary<string, string> Tags()
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in Objects("Tags"))
        {
            tags[tag.Required("Key", 1, SecretRules.MaxTagKeyLength)] = tag.Text("Value", 0, SecretRules.MaxTagValueLength) ?? string.Empty;
        }

        return tags;
    }

    public bool Has(string member) => Find(member) is not null;

    public string Required(string member, int min, int max) =>
        Text(member, min, max) ?? throw ServiceErrors.Constraint(member, "Member must not be null");

    public string? Text(string member, int min, int max)
    {
        if (Find(member) is not { } found)
        {
            return null;
        }

        var text = AsText(found);
        return text.Length >= min && text.Length <= max ? text : throw LengthBetween(member, min, max, text.Length);
    }

    public IReadOnlyList<string> Texts(string member, int minCount, int maxCount, int min, int max)
    {
        if (Find(member) is not { } found)
        {
            return [];
        }

        string[] texts = [.. Items(found).Select(AsText)];
        if (texts.Length < minCount || texts.Length > maxCount)
        {
            throw LengthBetween(member, minCount, maxCount, texts.Length);
        }

        return Array.Find(texts, text => text.Length < min || text.Length > max) is { } wrong ? throw LengthBetween(member, min, max, wrong.Length) : texts;
    }

    public IReadOnlyList<WireRequest> Objects(string member) => Find(member) is { } found
        ? [.. Items(found).Select(item => item.ValueKind is JsonValueKind.Object ? new WireRequest(item) : throw WrongType(item, "an object"))]
        : [];

    public bool? Flag(string member) => Find(member) is { } found
        ? found.ValueKind is JsonValueKind.True or JsonValueKind.False ? found.GetBoolean() : throw WrongType(found, "a Boolean")
        : null;

    public int? Number(string member) => Find(member) is { } found
        ? found.ValueKind is JsonValueKind.Number && found.TryGetInt32(out var number) ? number : throw WrongType(found, "an Integer")
        : null;

    public int Number(string member, int min, int max, int usual)
    {
        var number = Number(member) ?? usual;
        return number < min
            ? throw ServiceErrors.Constraint(member, $"Member must have value greater than or equal to {min}")
            : number > max
                ? throw ServiceErrors.Constraint(member, $"Member must have value less than or equal to {max}")
                : number;
    }

    private static string AsText(JsonElement found) =>
        found.ValueKind is JsonValueKind.String ? found.GetString()! : throw WrongType(found, "a String");

    private static IEnumerable<JsonElement> Items(JsonElement found) =>
        found.ValueKind is JsonValueKind.Array ? found.EnumerateArray() : throw WrongType(found, "a List");

    private static ServiceError WrongType(JsonElement found, string wanted) =>
        ServiceErrors.Serialization($"{found.ValueKind.ToString().ToUpperInvariant()}_VALUE can not be converted to {wanted}");

    private static ServiceError LengthBetween(string member, int min, int max, int length) => ServiceErrors.Constraint(
        member,
        length < min ? $"Member must have length greater than or equal to {min}" : $"Member must have length less than or equal to {max}");

    private JsonElement? Find(string member) =>
        json.TryGetProperty(member, out var found) && found.ValueKind is not JsonValueKind.Null ? found : null;
}
