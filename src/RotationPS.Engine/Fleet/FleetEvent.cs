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

    /// <summary>A rotation that had begun was stopped before it came to its end; the next one takes up what it has left.</summary>
    /// <param name="Secret">The secret.</param>
    public sealed record Cancelled(FleetMember Secret) : FleetEvent;

    /// <summary>What was to be done after a rotation is not done, for the run was stopped.</summary>
    /// <param name="Outcome">The rotation.</param>
    public sealed record NotFollowedUp(RotationOutcome Outcome) : FleetEvent;

    /// <summary>The store could not be searched to the end; what was found until then is rotated.</summary>
    /// <param name="Failure">Why.</param>
    public sealed record SearchFailed(RotationException Failure) : FleetEvent;

    /// <summary>No further secret is begun. What is left is looked at still, and told as not begun where it would have been.</summary>
    /// <param name="Reason">Why, as a whole sentence.</param>
    public sealed record Stopped(string Reason) : FleetEvent;

    /// <summary>All that was left after a stop has been told.</summary>
    /// <param name="Count">How many secrets are not begun; at least 1.</param>
    public sealed record NotBegun(int Count) : FleetEvent
    {
        /// <summary>The same as a whole sentence, with what to do about it.</summary>
        public string Message => Count == 1
            ? "1 secret that was to be rotated is not begun; run the command again once the cause is mended."
            : $"{Count} secrets that were to be rotated are not begun; run the command again once the cause is mended.";
    }
}
