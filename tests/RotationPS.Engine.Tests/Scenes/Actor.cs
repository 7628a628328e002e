using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;

namespace RotationPS.Engine.Tests.Scenes;

/// <summary>What one process of an interleaving does.</summary>
/// <param name="Name">What it is called in a story; actors of one name do the same.</param>
/// <param name="Work">What it does each turn.</param>
/// <param name="Turns">How often.</param>
internal sealed record Actor(string Name, Func<RotatingProcess, Task<RotationOutcome>> Work, int Turns = 1)
{
    /// <summary>
    /// Whether its connection may be cut while it holds the lock. Nothing keeps a run that abandons from taking AWSPENDING
    /// off after that; it notices and puts the label back, but there is an instant in between.
    /// </summary>
    public bool MayBeCut { get; init; } = true;

    /// <summary>What it may refuse to do, because of what others have done.</summary>
    public IReadOnlyList<FailureKind> MayRefuse { get; init; } = [];

    /// <summary>A process that rotates the secret.</summary>
    public static Actor Rotator(int turns = 1) => new("rotator", process => process.RotateAsync(), turns);

    /// <summary>A process that undoes the last rotation, whichever that is when it looks.</summary>
    public static Actor Undoer(int turns = 1) => new("undoer", process => process.UndoAsync(), turns)
    {
        MayRefuse = [FailureKind.PreviousUnusable, FailureKind.RotationUnfinished, FailureKind.CurrentMoved],
    };

    /// <summary>A process that abandons what is pending, if nobody uses it.</summary>
    public static Actor Abandoner(int turns = 1) => new("abandoner", process => process.AbandonAsync(), turns)
    {
        MayBeCut = false,
        MayRefuse = [FailureKind.NotApplicable, FailureKind.PendingInUse, FailureKind.CurrentMoved, FailureKind.LoginFailed],
    };
}
