using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace RotationPS.Servers.SecretsManager;

/// <summary>What goes back to the client.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The type of the body; null without a body.</param>
/// <param name="Body">The body.</param>
/// <param name="Ending">What becomes of the connection.</param>
internal sealed record Answer(HttpStatusCode Status, string? ContentType, byte[] Body, AnswerEnding Ending = AnswerEnding.Whole)
{
    private const string Json = "application/x-amz-json-1.1";

    public static Answer Of(JsonObject json) => new(HttpStatusCode.OK, Json, Encoding.UTF8.GetBytes(json.ToJsonString()));

    public static Answer Of(ServiceError error)
    {
        var json = new JsonObject { ["__type"] = error.Code, ["Message"] = error.Message };
        return new Answer(error.Status, Json, Encoding.UTF8.GetBytes(json.ToJsonString()));
    }
}
