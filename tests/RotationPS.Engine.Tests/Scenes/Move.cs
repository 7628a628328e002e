namespace RotationPS.Engine.Tests.Scenes;

/// <summary>Something that can happen next.</summary>
/// <param name="Process">Whom it happens to; null for the passing of time, which all share.</param>
/// <param name="Deed">What it is.</param>
/// <param name="IsFault">Whether it is one of the faults that a run has a fixed number of.</param>
/// <param name="DoAsync">Lets it happen.</param>
internal sealed record Move(SteppedProcess? Process, string Deed, bool IsFault, Func<Task> DoAsync);
