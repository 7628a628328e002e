using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Fleet;

/// <summary>Which secrets make up a fleet.</summary>
public sealed record FleetQuery
{
    /// <summary>What the store looks for; it finds by prefix, so it may find more than is wanted.</summary>
    public IReadOnlyList<SecretFilter> Filters { get; init; } = [];

    /// <summary>Whether a secret that was found is wanted.</summary>
    public Func<SecretDescription, bool> IsWanted { get; init; } = _ => true;

    /// <summary>The part of the fleet that this machine works on; null for all of it.</summary>
    public FleetShard? Shard { get; init; }

    /// <summary>Whether those are rotated too that a rotation function rotates.</summary>
    public bool IgnoresOtherWriter { get; init; }

    /// <summary>The same query for secrets with a schedule only.</summary>
    public FleetQuery WithSchedule() => this with
    {
        Filters = [.. Filters, new SecretFilter(SecretFilterKey.TagKey, [RotationTerms.ScheduleTag])],
        IsWanted = secret => secret.Tags.ContainsKey(RotationTerms.ScheduleTag) && IsWanted(secret),
    };
}
