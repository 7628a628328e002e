using System.Text.Json;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;

namespace RotationPS.Lambda;

/// <summary>What Secrets Manager asks for: one step for one version of one secret.</summary>
/// <param name="Step">The step.</param>
/// <param name="Secret">The secret, by its ARN.</param>
/// <param name="Token">The version that the service has made.</param>
/// <param name="RotationToken">
/// By what the service knows this function where it works in another account; null where it is not told. It is in no log.
/// </param>
internal sealed record RotationRequest(RotationStep Step, SecretId Secret, VersionId Token, string? RotationToken)
{
    /// <summary>The steps by the service's own names, in their order.</summary>
    public static IReadOnlyDictionary<string, RotationStep> Steps { get; } = new Dictionary<string, RotationStep>(StringComparer.Ordinal)
    {
        ["createSecret"] = RotationStep.CreateSecret,
        ["setSecret"] = RotationStep.SetSecret,
        ["testSecret"] = RotationStep.TestSecret,
        ["finishSecret"] = RotationStep.FinishSecret,
    };

    /// <summary>The step by the service's own name.</summary>
    public string StepName => Steps.Single(step => step.Value == Step).Key;

    /// <summary>Reads an event.</summary>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public static async Task<RotationRequest> ReadAsync(Stream input)
    {
        try
        {
            using var json = await JsonDocument.ParseAsync(input).ConfigureAwait(false);
            return Read(json.RootElement);
        }
        catch (JsonException error)
        {
            throw EventFailures.NotJson(error);
        }
    }

    private static RotationRequest Read(JsonElement json)
    {
        if (json.ValueKind is not JsonValueKind.Object)
        {
            throw EventFailures.NoObject(json.ValueKind);
        }

        var step = Text(json, "Step");
        return Steps.TryGetValue(step, out var known)
            ? new RotationRequest(known, new SecretId(Text(json, "SecretId")), new VersionId(Text(json, "ClientRequestToken")), OptionalText(json, "RotationToken"))
            : throw EventFailures.StepUnknown(step);
    }

    private static string? OptionalText(JsonElement json, string key) =>
        json.TryGetProperty(key, out var value) && value.ValueKind is not JsonValueKind.Null ? Text(json, key) : null;

    private static string Text(JsonElement json, string key) =>
        !json.TryGetProperty(key, out var value) ? throw EventFailures.KeyMissing(key)
        : value.ValueKind is not JsonValueKind.String ? throw EventFailures.NoText(key, value.ValueKind)
        : value.GetString()!;
}
