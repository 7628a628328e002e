using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RotationPS.Engine.Secrets;

/// <summary>
/// A JSON object kept as the text it came in. An edit replaces the one value it is about and leaves every other byte as
/// it was: order, white space, number forms and keys nobody here knows.
/// </summary>
internal sealed class JsonText
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly byte[] _utf8;
    private readonly List<Property> _properties = [];

    private JsonText(byte[] utf8) => _utf8 = utf8;

    public IEnumerable<string> Keys => _properties.Select(property => property.Key);

    /// <exception cref="JsonException">The text is no JSON object, or has a key twice or one that is not valid Unicode text.</exception>
    public static JsonText Parse(string text)
    {
        var json = new JsonText(Encoding.UTF8.GetBytes(text));
        json.ReadProperties();
        return json;
    }

    /// <summary>The value of a key; null where the key is absent or its value is null.</summary>
    public JsonElement? Find(string key)
    {
        if (_properties.Find(property => property.Key == key) is not { } found)
        {
            return null;
        }

        using var document = JsonDocument.Parse(_utf8.AsMemory(found.ValueStart..found.ValueEnd));
        return document.RootElement.ValueKind is JsonValueKind.Null ? null : document.RootElement.Clone();
    }

    public JsonText With(string key, string value) => WithRaw(key, JsonSerializer.Serialize(value, Plain));

    public JsonText With(string key, int value) => WithRaw(key, JsonSerializer.Serialize(value, Plain));

    public JsonText With(string key, bool value) => WithRaw(key, JsonSerializer.Serialize(value, Plain));

    public JsonText With(string key, IReadOnlyList<string> values) => WithRaw(key, JsonSerializer.Serialize(values, Plain));

    public JsonText Without(string key)
    {
        var index = _properties.FindIndex(property => property.Key == key);
        if (index < 0)
        {
            return this;
        }

        // The comma before a property goes with it; the first one takes the comma behind it instead.
        var isFirst = index == 0;
        var start = isFirst ? _properties[index].KeyStart : _properties[index - 1].ValueEnd;
        var end = isFirst && _properties.Count > 1 ? _properties[1].KeyStart : _properties[index].ValueEnd;
        return Splice(start, end, string.Empty);
    }

    public override string ToString() => Encoding.UTF8.GetString(_utf8);

    private JsonText WithRaw(string key, string rawValue)
    {
        if (_properties.Find(property => property.Key == key) is { } found)
        {
            return Splice(found.ValueStart, found.ValueEnd, rawValue);
        }

        var member = $"{JsonSerializer.Serialize(key, Plain)}: {rawValue}";
        if (_properties.Count > 0)
        {
            var end = _properties[^1].ValueEnd;
            return Splice(end, end, $", {member}");
        }

        var afterBrace = Array.IndexOf(_utf8, (byte)'{') + 1;
        return Splice(afterBrace, afterBrace, member);
    }

    private JsonText Splice(int start, int end, string replacement) =>
        Parse(Encoding.UTF8.GetString(_utf8, 0, start) + replacement + Encoding.UTF8.GetString(_utf8, end, _utf8.Length - end));

    private void ReadProperties()
    {
        var reader = new Utf8JsonReader(_utf8);
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            throw new JsonException("The text is JSON, but not an object.");
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var key = ReadKey(reader);
            var keyStart = (int)reader.TokenStartIndex;
            reader.Read();
            var valueStart = (int)reader.TokenStartIndex;
            reader.Skip();
            if (_properties.Exists(property => property.Key == key))
            {
                throw new JsonException($"The key '{key}' stands in it twice.");
            }

            _properties.Add(new Property(key, keyStart, valueStart, (int)reader.BytesConsumed));
        }

        // Text behind the closing brace is an error that only a further read finds.
        reader.Read();
    }

    private static string ReadKey(Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("One of its keys is not valid Unicode text: it holds half of a surrogate pair.");
        }
    }

    private sealed record Property(string Key, int KeyStart, int ValueStart, int ValueEnd);
}
