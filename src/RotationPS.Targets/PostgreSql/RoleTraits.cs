namespace RotationPS.Targets.PostgreSql;

/// <summary>What a role itself is like, apart from its rights.</summary>
internal sealed record RoleTraits
{
    private const int NoLimit = -1;

    /// <summary>What <c>CREATE ROLE</c> makes when it is told nothing.</summary>
    public static RoleTraits Fresh { get; } = new() { Attributes = new HashSet<string> { RoleAttribute.Inherit } };

    /// <summary>The attributes the role has, by their keywords.</summary>
    public required IReadOnlySet<string> Attributes { get; init; }

    /// <summary>How many connections it may have; -1 for any number.</summary>
    public int ConnectionLimit { get; init; } = NoLimit;

    /// <summary>The end of its validity in PostgreSQL's own words, in UTC; null for none.</summary>
    public string? ValidUntil { get; init; }

    /// <summary>Its settings.</summary>
    public IReadOnlyDictionary<RoleSetting, string> Settings { get; init; } = new Dictionary<RoleSetting, string>();

    /// <summary>Its comment.</summary>
    public string? Comment { get; init; }
}
