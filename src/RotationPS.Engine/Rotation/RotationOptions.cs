using RotationPS.Engine.Passwords;

namespace RotationPS.Engine.Rotation;

/// <summary>What a caller may decide about a rotation.</summary>
public sealed record RotationOptions
{
    /// <summary>What the new password looks like.</summary>
    public PasswordPolicy Passwords { get; init; } = new();

    /// <summary>How long the new password may take to work before the test step fails.</summary>
    public TimeSpan TestTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a store that is away when AWSCURRENT is to move is tried again before the rotation fails.</summary>
    public TimeSpan FinishTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long to wait while another run holds the account's lock.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether an existing account with the clone's name, not marked as ours, is taken over.</summary>
    public bool AdoptClone { get; init; }

    /// <summary>Whether the next account is promoted though the clone has other rights than its base.</summary>
    public bool AllowRightsDifference { get; init; }

    /// <summary>Whether to rotate a secret that something else rotates too.</summary>
    public bool IgnoreOtherWriter { get; init; }
}
