using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation;

/// <summary>Something that a rotation reports while it runs. No event ever holds a password.</summary>
/// <param name="Step">The step it belongs to.</param>
/// <param name="Message">What happened, as one sentence.</param>
public abstract record RotationEvent(RotationStep Step, string Message)
{
    /// <summary>A step begins.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Message">What it is about to do.</param>
    public sealed record StepStarted(RotationStep Step, string Message) : RotationEvent(Step, Message);

    /// <summary>A step has come to its end, or failed.</summary>
    /// <param name="Timing">The step and how long it took.</param>
    /// <param name="Failure">Why it failed; null where it did not, or was stopped.</param>
    /// <param name="VersionId">The version that the rotation makes or finishes; null where that is not known yet.</param>
    /// <param name="IsCancelled">Whether it was stopped before its end, which is no failure.</param>
    public sealed record StepEnded(StepTiming Timing, FailureKind? Failure, VersionId? VersionId, bool IsCancelled = false)
        : RotationEvent(Timing.Step, $"{(Timing.Succeeded ? "Done" : IsCancelled ? "Stopped" : "Failed")} after {Timing.Duration.TotalMilliseconds:0} ms.");

    /// <summary>Something worth knowing for whoever looks closely.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Message">What it is.</param>
    public sealed record Detail(RotationStep Step, string Message) : RotationEvent(Step, Message);
}
