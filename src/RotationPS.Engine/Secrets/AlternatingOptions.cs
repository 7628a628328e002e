using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using Mode = RotationPS.Engine.Accounts.CloneMode;

namespace RotationPS.Engine.Secrets;

/// <summary>How two accounts alternate, where that is not the usual way.</summary>
public sealed record AlternatingOptions
{
    /// <summary>How the clone comes by its rights; null for the engine's usual way.</summary>
    public Mode? CloneMode { get; init; }

    /// <summary>The role that both accounts act as; null for none.</summary>
    public AccountName? OwnerRole { get; init; }

    /// <summary>The databases whose rights are left as they are.</summary>
    public IReadOnlyList<string> SkippedDatabases { get; init; } = [];

    /// <summary>Where the superuser changes accounts; null for where applications use them.</summary>
    public string? SuperuserHost { get; init; }

    /// <summary>Whether everything is done in the usual way.</summary>
    public bool AreUsual => this == new AlternatingOptions { SkippedDatabases = SkippedDatabases } && SkippedDatabases.Count == 0;

    /// <summary>The same for one engine, whose usual way need not be written down.</summary>
    /// <param name="target">The engine.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.NotApplicable"/>: on this engine two accounts do not
    /// alternate, it does not know the mode, or the mode and the owner role do not go together.</exception>
    public AlternatingOptions For(IRotationTarget target)
    {
        if (target.CloneModes.Count == 0)
        {
            throw SecretFailures.SingleUserOnly(target);
        }

        if (CloneMode is { } mode && !target.CloneModes.Contains(mode))
        {
            throw SecretFailures.CloneModeUnknown(mode, target);
        }

        if ((CloneMode is Mode.SharedOwner) != (OwnerRole is not null))
        {
            throw SecretFailures.OwnerRoleMismatch(OwnerRole);
        }

        return CloneMode == target.CloneModes[0] ? this with { CloneMode = null } : this;
    }
}
