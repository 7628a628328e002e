namespace RotationPS.Tests.Cmdlets.Aws;

/// <summary>A clock that goes right but shows another time.</summary>
internal sealed class SkewedClock(TimeSpan skew) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + skew;
}
