namespace RotationPS.Targets.PostgreSql;

/// <summary>One membership of the base, its clone or their owner role in another role.</summary>
internal sealed record RoleMembership
{
    /// <summary>The role that is granted.</summary>
    public required string Role { get; init; }

    /// <summary>Who is a member of it.</summary>
    public required string Member { get; init; }

    /// <summary>Whether the member may give it on.</summary>
    public required bool HasAdminOption { get; init; }

    /// <summary>Whether the member has the role's rights without asking; always so before PostgreSQL 16.</summary>
    public required bool Inherits { get; init; }

    /// <summary>Whether the member may act as the role; always so before PostgreSQL 16.</summary>
    public required bool MaySet { get; init; }

    /// <summary>Who granted it; null where that is not known any more.</summary>
    public required string? Grantor { get; init; }

    /// <summary>Who is a member of the role, directly or not.</summary>
    public required Holders Members { get; init; }

    /// <summary>Who may give the role on.</summary>
    public required Holders Administrators { get; init; }

    /// <summary>Whether the session may take it back.</summary>
    public required bool MayRevoke { get; init; }
}
