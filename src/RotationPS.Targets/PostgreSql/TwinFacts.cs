namespace RotationPS.Targets.PostgreSql;

/// <summary>All that the server says of a base, its clone and the owner role that they may share, as one session sees it.</summary>
internal sealed record TwinFacts
{
    /// <summary>What is known of a base before anybody has looked.</summary>
    public static TwinFacts Nothing { get; } = new()
    {
        BaseUser = RoleTraits.Fresh,
        CloneUser = null,
        Owner = null,
        Memberships = [],
        IsSuperuser = true,
    };

    /// <summary>The base; null where it does not exist.</summary>
    public required RoleTraits? BaseUser { get; init; }

    /// <summary>The clone; null where it does not exist.</summary>
    public required RoleTraits? CloneUser { get; init; }

    /// <summary>The owner role; null where it does not exist or is not asked for.</summary>
    public required RoleTraits? Owner { get; init; }

    /// <summary>Which roles they are members of.</summary>
    public required IReadOnlyList<RoleMembership> Memberships { get; init; }

    /// <summary>
    /// What was granted directly to base and clone, in the session's database and on shared objects; to the clone alone
    /// where it is a member of the base.
    /// </summary>
    public IReadOnlyList<DirectGrant> Grants { get; init; } = [];

    /// <summary>
    /// What base and clone own, in the session's database and of shared objects; the clone alone where it is a member of
    /// the base.
    /// </summary>
    public IReadOnlyList<OwnedObject> Owned { get; init; } = [];

    /// <summary>What they have in other databases.</summary>
    public IReadOnlyList<RemoteHolding> Remote { get; init; } = [];

    /// <summary>Which row security policies name them.</summary>
    public IReadOnlyList<RowPolicy> Policies { get; init; } = [];

    /// <summary>What their creations come with, and what the creations of others come with for them.</summary>
    public IReadOnlyList<DefaultPrivilege> Defaults { get; init; } = [];

    /// <summary>At which foreign servers they have credentials.</summary>
    public IReadOnlyList<UserMapping> Mappings { get; init; } = [];

    /// <summary>Whether the session may do everything.</summary>
    public required bool IsSuperuser { get; init; }
}
