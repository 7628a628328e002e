using RotationPS.Engine.Rotation;

namespace RotationPS.Engine.Tests.Scenes;

/// <summary>What one process of an interleaving does.</summary>
/// <param name="Name">What it is called in a story; actors of one name do the same.</param>
/// <param name="Work">What it does each turn.</param>
/// <param name="Turns">How often.</param>
internal sealed record Actor(string Name, Func<RotatingProcess, Task<RotationOutcome>> Work, int Turns = 1)
{
    /// <summary>A process that rotates the secret.</summary>
    public static Actor Rotator(int turns = 1) => new("rotator", process => process.RotateAsync(), turns);
}
