using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;

namespace RotationPS.Engine.Fleet;

/// <summary>Something that the rotation of many secrets reports, on whichever thread does the work.</summary>
public abstract record FleetEvent
{
    /// <summary>One of the rotations reports something.</summary>
    /// <param name="Secret">The secret.</param>
    /// <param name="Event">What it reports.</param>
    public sealed record Step(FleetMember Secret, RotationEvent Event) : FleetEvent;

    /// <summary>A secret has been rotated, or has failed, or is left alone.</summary>
    /// <param name="Outcome">What became of it.</param>
    public sealed record Ended(RotationOutcome Outcome) : FleetEvent;

    /// <summary>What was to be done after a rotation has been done, or has failed.</summary>
    /// <param name="Outcome">The rotation.</param>
    /// <param name="Duration">How long it took.</param>
    /// <param name="Failure">Why it failed; null where it did not.</param>
    public sealed record FollowedUp(RotationOutcome Outcome, TimeSpan Duration, RotationException? Failure) : FleetEvent;

    /// <summary>The store could not be searched to the end; what was found until then is rotated.</summary>
    /// <param name="Failure">Why.</param>
    public sealed record SearchFailed(RotationException Failure) : FleetEvent;

    /// <summary>No further secret is begun.</summary>
    /// <param name="Reason">Why, as a whole sentence.</param>
    public sealed record Stopped(string Reason) : FleetEvent;
}
