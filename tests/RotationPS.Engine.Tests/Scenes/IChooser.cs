namespace RotationPS.Engine.Tests.Scenes;

/// <summary>Decides how things go on where they can go on in more than one way.</summary>
internal interface IChooser
{
    /// <summary>Whether the next choice was made before in the same way: what lies between here and it is known.</summary>
    bool IsRepeating { get; }

    /// <summary>Chooses which of the states that a read may show it shows, oldest first.</summary>
    int NextShown(int states);

    /// <summary>Chooses what happens next.</summary>
    int Next(IReadOnlyList<Move> moves);
}
