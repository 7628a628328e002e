using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Fleet;

/// <summary>A secret whose turn in a fleet's rotation has come.</summary>
/// <param name="Id">The id that was asked for, or the ARN of one that was found.</param>
/// <param name="Current">Its version with AWSCURRENT; null where it could not be read.</param>
public sealed record FleetMember(SecretId Id, SecretValue? Current)
{
    /// <summary>Its name; null where it could not be read.</summary>
    public string? Name { get; init; } = Current?.Version.Name;

    /// <summary>Its ARN; null where it could not be read.</summary>
    public string? Arn { get; init; } = Current?.Version.Arn;

    /// <summary>What it rotates and when; null where it was named and not found by a search.</summary>
    public SecretOverview? Overview { get; init; }

    /// <summary>Why it could not be read; null where it could.</summary>
    public RotationException? Failure { get; init; }

    /// <summary>Why it is left alone, as a whole sentence; null where it is to be rotated.</summary>
    public string? LeftBecause { get; init; }

    /// <summary>Why it is rotated now, as a whole sentence; null where somebody named it.</summary>
    public string? DueBecause { get; init; }
}
