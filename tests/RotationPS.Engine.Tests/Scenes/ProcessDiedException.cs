namespace RotationPS.Engine.Tests.Scenes;

/// <summary>A process has died; nothing it was about to do reaches anybody.</summary>
internal sealed class ProcessDiedException() : Exception("The process is dead.");
