using System.Text.Json;
using System.Text.Json.Nodes;

namespace RotationPS.Targets.MySql.Rights;

/// <summary>
/// What makes one attribute of an account another: ALTER USER merges what it is given into what is there (RFC 7396), and a
/// null in it takes a key away.
/// </summary>
internal static class AttributeChange
{
    /// <summary>The object to give to ALTER USER.</summary>
    public static string Between(string actual, string wanted) => Between(Read(actual), Read(wanted)).ToJsonString(_options);

    private static readonly JsonSerializerOptions _options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonObject Read(string json) => JsonNode.Parse(json)!.AsObject();

    private static JsonObject Between(JsonObject actual, JsonObject wanted)
    {
        var change = new JsonObject();
        foreach (var (key, value) in wanted.Where(entry => !JsonNode.DeepEquals(entry.Value, actual[entry.Key])))
        {
            change[key] = value is JsonObject inner && actual[key] is JsonObject former ? Between(former, inner) : value?.DeepClone();
        }

        foreach (var (key, _) in actual.Where(entry => !wanted.ContainsKey(entry.Key)))
        {
            change[key] = null;
        }

        return change;
    }
}
