using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using RotationPS.Engine.Failures;

namespace RotationPS.Lambda;

/// <summary>What became of one call, for the function's log.</summary>
/// <param name="Request">What was asked for; null where that could not be understood.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record StepRecord(RotationRequest? Request, string Outcome, RotationException? Failure, TimeSpan Duration)
{
    /// <summary>The outcome of a step that threw.</summary>
    public const string Failed = "Failed";

    // The log is read by people, and is no part of a page of HTML.
    private static readonly JsonSerializerOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The record as one line; what is not known is left out.</summary>
    /// <param name="time">When it ended.</param>
    public string ToJson(DateTimeOffset time)
    {
        var json = new JsonObject { ["time"] = time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) };
        if (Request is not null)
        {
            json["secret"] = Request.Secret.Value;
            json["step"] = Request.StepName;
            json["versionId"] = Request.Token.Value;
        }

        json["outcome"] = Outcome;
        if (Failure is not null)
        {
            json["failureKind"] = Failure.Kind.ToString();
            json["message"] = Failure.Message;
        }

        json["durationMs"] = Math.Round(Duration.TotalMilliseconds);
        return json.ToJsonString(_readable);
    }
}
