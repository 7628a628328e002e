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
    /// <param name="Step">The step.</param>
    /// <param name="Message">How it ended and how long it took.</param>
    public sealed record StepEnded(RotationStep Step, string Message) : RotationEvent(Step, Message);

    /// <summary>Something worth knowing for whoever looks closely.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Message">What it is.</param>
    public sealed record Detail(RotationStep Step, string Message) : RotationEvent(Step, Message);
}
