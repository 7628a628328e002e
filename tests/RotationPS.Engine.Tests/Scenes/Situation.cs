using RotationPS.Engine.Rotation;

namespace RotationPS.Engine.Tests.Scenes;

/// <summary>What is explored: who works on one secret at once, and what may happen to them.</summary>
/// <param name="Strategy">How the secret rotates.</param>
/// <param name="Actors">Who works on it.</param>
internal sealed record Situation(RotationStrategy Strategy, params IReadOnlyList<Actor> Actors)
{
    /// <summary>How many rotations the secret has behind it, so that there is something to undo.</summary>
    public int RotationsBefore { get; init; }

    /// <summary>How many processes may die, each at any of its calls.</summary>
    public int Crashes { get; init; }

    /// <summary>How many connections that hold the lock may be cut, while the process goes on.</summary>
    public int Cuts { get; init; }

    /// <summary>How many answers may be lost on their way, once the call has had its effect.</summary>
    public int Losses { get; init; }

    /// <summary>How often a process may give up waiting for the lock.</summary>
    public int Impatience { get; init; }

    /// <summary>How long a read of the store may miss a write; zero where it never does.</summary>
    public TimeSpan ReadLag { get; init; }

    /// <summary>Whether all make their first call before any makes its second.</summary>
    public bool StartTogether { get; init; }

    /// <summary>Whether the server has locks for accounts.</summary>
    public bool HasLocks { get; init; } = true;

    /// <summary>Whether no labelled version may log in for a while; in the end AWSCURRENT has to.</summary>
    public bool MayLapse { get; init; }

    /// <summary>Whether a version may become AWSCURRENT again, to see what comes of that.</summary>
    public bool MayGoBack { get; init; }

    /// <summary>
    /// What stands between the engine and its ports to break the protocol, for the process of that number; null for the
    /// protocol as it is.
    /// </summary>
    public Func<Ports, int, Ports>? Break { get; init; }
}
