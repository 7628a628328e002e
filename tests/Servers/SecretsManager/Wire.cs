using System.Text.Json.Nodes;
using RotationPS.Engine.Secrets;

namespace RotationPS.Servers.SecretsManager;

/// <summary>The JSON of what the answers share.</summary>
internal static class Wire
{
    private const double MillisecondsPerSecond = 1000;

    public static JsonValue Time(DateTimeOffset time) => JsonValue.Create(time.ToUnixTimeMilliseconds() / MillisecondsPerSecond);

    public static JsonArray Labels(IEnumerable<StageLabel> labels) =>
        new([.. labels.Select(label => JsonValue.Create(label.Value))]);

    public static JsonObject Secret(SecretView view) => new() { ["ARN"] = view.Secret.Arn, ["Name"] = view.Secret.Name };

    public static JsonObject Version(SecretView view, VersionId id)
    {
        var json = Secret(view);
        json["VersionId"] = id.Value;
        return json;
    }

    /// <summary>All of a secret but its values. Members that have no value are left out, as the service does.</summary>
    public static JsonObject Description(SecretView view, string labelsMember)
    {
        var (secret, state) = (view.Secret, view.State);
        var json = Secret(view);
        Add(json, "Description", secret.Description);
        Add(json, "KmsKeyId", state.KmsKeyId);
        Add(json, "RotationEnabled", state.RotationEnabled ?? (secret.RotationEnabled ? true : null));
        Add(json, "RotationLambdaARN", state.RotationLambdaArn);
        Add(json, "OwningService", state.OwningService ?? secret.OwningService);
        Add(json, "PrimaryRegion", state.PrimaryRegion);
        Add(json, "LastRotatedDate", state.LastRotatedDate is { } rotated ? Time(rotated) : null);
        Add(json, "LastChangedDate", Time(secret.LastChangedDate));
        Add(json, "CreatedDate", Time(secret.CreatedDate));
        Add(json, "DeletedDate", state.DeletedDate is { } deleted ? Time(deleted) : null);
        if (secret.Tags.Count > 0)
        {
            json["Tags"] = new JsonArray([.. secret.Tags.Select(tag => new JsonObject { ["Key"] = tag.Key, ["Value"] = tag.Value })]);
        }

        var labelled = view.Versions.Where(version => version.Labels.Count > 0).ToList();
        if (labelled.Count > 0)
        {
            json[labelsMember] = new JsonObject(labelled.Select(version => KeyValuePair.Create(version.VersionId.Value, (JsonNode?)Labels(version.Labels))));
        }

        return json;
    }

    public static JsonObject List(string member, IEnumerable<JsonObject> items, string? nextToken)
    {
        var json = new JsonObject { [member] = new JsonArray([.. items]) };
        Add(json, "NextToken", nextToken);
        return json;
    }

    public static void Add(JsonObject json, string member, JsonNode? value)
    {
        if (value is not null)
        {
            json[member] = value;
        }
    }
}
