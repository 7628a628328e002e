namespace RotationPS.Engine.Tests.Scenes;

/// <summary>Something that must always hold did not.</summary>
/// <param name="violation">What, or the failure that showed it.</param>
/// <param name="story">What led to it, in order.</param>
internal sealed class InvariantBrokenException(Exception violation, IReadOnlyList<string> story)
    : Exception(string.Join(Environment.NewLine, [violation.Message, .. story]), violation)
{
    /// <summary>Its name in the design, or what else went wrong.</summary>
    public string Invariant { get; } = violation.Message.Split(':')[0];

    /// <summary>What led to it, in order.</summary>
    public IReadOnlyList<string> Story { get; } = story;
}
