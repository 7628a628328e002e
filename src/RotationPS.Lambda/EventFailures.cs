using System.Text.Json;
using RotationPS.Engine.Failures;

namespace RotationPS.Lambda;

/// <summary>What can be wrong with an event or with the function's own settings.</summary>
internal static class EventFailures
{
    private const string OwnEvent =
        "Let Secrets Manager call this function, or give it what the service does: Step, SecretId and ClientRequestToken.";

    public static RotationException NotJson(JsonException error) => new(
        FailureKind.InvalidParameter, $"The event is not JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}).", OwnEvent, error);

    public static RotationException NoObject(JsonValueKind found) => new(
        FailureKind.InvalidParameter, $"The event is no JSON object, but {found}.", OwnEvent);

    public static RotationException KeyMissing(string key) => new(
        FailureKind.InvalidParameter, $"The event has no key '{key}'.", OwnEvent);

    public static RotationException NoText(string key, JsonValueKind found) => new(
        FailureKind.InvalidParameter, $"The event's '{key}' is no text, but {found}.", OwnEvent);

    public static RotationException StepUnknown(string step) => new(
        FailureKind.InvalidParameter,
        $"The event's Step is '{step}', which is none that this function knows.",
        $"Ask for {string.Join(", ", RotationRequest.Steps.Keys)}.");

    public static RotationException SettingInvalid(string name, string value, string wanted) => new(
        FailureKind.InvalidParameter,
        $"The environment variable {name} is '{value}', and takes {wanted}.",
        "Correct it in the configuration of the function.");
}
