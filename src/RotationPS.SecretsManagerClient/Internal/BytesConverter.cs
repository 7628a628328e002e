using System.Text.Json;
using System.Text.Json.Serialization;

namespace Amazon.SecretsManager.Internal;

/// <summary>Bytes are Base64 in JSON.</summary>
internal sealed class BytesConverter : JsonConverter<MemoryStream>
{
    /// <inheritdoc/>
    public override MemoryStream Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetBytesFromBase64());

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, MemoryStream value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(value.ToArray());
}
