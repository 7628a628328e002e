namespace RotationPS.Targets;

/// <summary>Times as drivers take them.</summary>
internal static class WholeSeconds
{
    /// <summary>Whole seconds, at least one: the drivers take 0 for "without end".</summary>
    public static int Of(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));
}
