using System.Diagnostics;
using System.Diagnostics.Metrics;
using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Rotation;

/// <summary>
/// What OpenTelemetry and other listeners hear, from sources named <c>RotationPS</c>: an activity for each rotation with
/// one for each step in it, and meters for how many there were and how long they took. Nothing here is ever a password.
/// See https://opentelemetry.io/docs/specs/semconv/general/naming/.
/// </summary>
internal static class RotationTelemetry
{
    private const string Name = "RotationPS";

    // It is there only where something failed: https://opentelemetry.io/docs/specs/semconv/attributes-registry/error/.
    private const string ErrorType = "error.type";

    private static readonly Meter _meter = new(Name);
    private static readonly Counter<long> _rotations = _meter.CreateCounter<long>("rotationps.rotations", "{rotation}", "Rotations that came to an end, or were to be begun and were not.");
    private static readonly Histogram<double> _rotationDuration = _meter.CreateHistogram<double>("rotationps.rotation.duration", "s", "How long a rotation took.");
    private static readonly Histogram<double> _stepDuration = _meter.CreateHistogram<double>("rotationps.step.duration", "s", "How long a step of a rotation took.");

    /// <summary>The source of the activities.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>A step has ended.</summary>
    /// <param name="timing">The step.</param>
    /// <param name="failure">Why it failed; null where it did not.</param>
    public static void Count(StepTiming timing, FailureKind? failure)
    {
        if (_stepDuration.Enabled)
        {
            var tags = new TagList { { "rotationps.step", timing.Step.ToString() } };
            AddIfAny(ref tags, ErrorType, failure?.ToString());
            _stepDuration.Record(timing.Duration.TotalSeconds, tags);
        }
    }

    /// <summary>A rotation has ended.</summary>
    /// <param name="outcome">How.</param>
    /// <param name="activity">Its activity; null where nobody listens.</param>
    public static void Count(RotationOutcome outcome, Activity? activity)
    {
        var tags = new TagList { { "rotationps.status", outcome.Status.ToString() } };
        AddIfAny(ref tags, "rotationps.strategy", outcome.Strategy?.ToString());
        AddIfAny(ref tags, "rotationps.engine", outcome.Engine);
        AddIfAny(ref tags, ErrorType, outcome.Failure?.Kind.ToString());
        _rotations.Add(1, tags);
        if (outcome.Steps.Count > 0)
        {
            // What took no step took no time, and would make the others look fast.
            _rotationDuration.Record(outcome.Duration.TotalSeconds, tags);
        }

        if (activity is null)
        {
            return;
        }

        foreach (var (key, value) in tags)
        {
            activity.SetTag(key, value);
        }

        activity.SetTag("rotationps.secret.name", outcome.Name ?? outcome.SecretId.Value);
        activity.SetTag("rotationps.secret.arn", outcome.Arn);
        activity.SetTag("rotationps.version.id", outcome.VersionId?.Value);
        if (outcome.Failure is { } failure)
        {
            activity.SetStatus(ActivityStatusCode.Error, failure.Message);
        }
    }

    /// <summary>A secret that was to be rotated has come to its end before the first step: it could not be read, or was not begun.</summary>
    /// <param name="outcome">How.</param>
    public static void CountUnbegun(RotationOutcome outcome)
    {
        using var activity = outcome.Failure is null ? null : Source.StartActivity("Rotate");
        Count(outcome, activity);
    }

    /// <summary>What there is nothing to say of has no tag; an empty <c>error.type</c> would be an error.</summary>
    private static void AddIfAny(ref TagList tags, string key, string? value)
    {
        if (value is not null)
        {
            tags.Add(key, value);
        }
    }
}
