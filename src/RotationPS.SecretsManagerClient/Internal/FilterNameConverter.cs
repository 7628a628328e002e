using System.Text.Json;
using System.Text.Json.Serialization;

namespace Amazon.SecretsManager.Internal;

/// <summary>A constant is its name on the wire.</summary>
internal sealed class FilterNameConverter : JsonConverter<FilterNameStringType>
{
    /// <inheritdoc/>
    public override FilterNameStringType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        FilterNameStringType.FindValue(reader.GetString()!);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FilterNameStringType value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
