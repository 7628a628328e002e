using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>What the catalogue says of a role, and of the session's power over it.</summary>
internal sealed record RoleRow
{
    public required AccountName Name { get; init; }

    /// <summary>Whether the session acts as it.</summary>
    public required bool IsMe { get; init; }

    /// <summary>Whether it came with the server.</summary>
    public required bool IsBuiltIn { get; init; }

    /// <summary>Since when it may not log in any more; null for never.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What it is like; its settings are read apart.</summary>
    public required RoleTraits Traits { get; init; }

    /// <summary>Whether the session's role has ADMIN OPTION on it.</summary>
    public required bool IsAdministered { get; init; }

    /// <summary>Whether it logs in with tokens of IAM, and with no password.</summary>
    public required bool UsesIam { get; init; }

    /// <summary>Whether Amazon RDS reserves passwords for members of rds_password, and the session's role is none.</summary>
    public required bool MayNotSetPasswords { get; init; }

    /// <summary>Who may administer it but not its base; null where there is nobody.</summary>
    public required string? OtherMasters { get; init; }

    public bool IsSuperuser => Traits.Attributes.Contains(RoleAttribute.Superuser);

    public bool CreatesRoles => Traits.Attributes.Contains(RoleAttribute.CreateRole);

    public bool Replicates => Traits.Attributes.Contains(RoleAttribute.Replication);

    /// <summary>What every engine tells of an account.</summary>
    public AccountDescription Description =>
        new(Name, Traits.Attributes.Contains(RoleAttribute.LogIn), ExpiresAt, RoleMark.OfClone.Read(Traits.Comment));
}
