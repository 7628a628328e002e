using System.Net;
using System.Text.Json.Nodes;

namespace RotationPS.Stores.Tests.SecretsManager;

/// <summary>An answer of the endpoint.</summary>
internal sealed record WireAnswer(HttpStatusCode Status, string? ContentType, string? RequestId, DateTimeOffset? Date, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string? Error => (string?)Json["__type"];

    public string Message => (string)Json["Message"]!;
}
