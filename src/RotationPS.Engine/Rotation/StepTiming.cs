namespace RotationPS.Engine.Rotation;

/// <summary>A step that was taken.</summary>
/// <param name="Step">The step.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Succeeded">Whether it came to its end.</param>
public sealed record StepTiming(RotationStep Step, TimeSpan Duration, bool Succeeded)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Step} {Duration.TotalMilliseconds:0} ms{(Succeeded ? string.Empty : " (failed)")}";
}
