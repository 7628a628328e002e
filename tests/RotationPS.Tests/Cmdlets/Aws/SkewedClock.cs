namespace RotationPS.Tests.Cmdlets.Aws;

/// <summary>A clock that goes right but shows another time.</summary>
internal sealed class SkewedClock(TimeSpan skew) : TimeProvider
{
    /// <summary>How far it is ahead.</summary>
    public TimeSpan Skew { get; set; } = skew;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Skew;
}
