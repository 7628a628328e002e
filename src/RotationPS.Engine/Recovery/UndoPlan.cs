using RotationPS.Engine.Accounts;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Recovery;

/// <summary>What an undo would do now.</summary>
public sealed record UndoPlan
{
    /// <summary>The secret's name.</summary>
    public required string Name { get; init; }

    /// <summary>The account of AWSCURRENT.</summary>
    public required AccountName CurrentUser { get; init; }

    /// <summary>The account of AWSPREVIOUS, which becomes current again.</summary>
    public required AccountName FormerUser { get; init; }

    /// <summary>The version that is AWSCURRENT.</summary>
    public required VersionId CurrentVersionId { get; init; }

    /// <summary>The version that is AWSPREVIOUS; its document is used again.</summary>
    public required VersionId FormerVersionId { get; init; }

    /// <summary>The version that becomes AWSCURRENT.</summary>
    public required VersionId NextVersionId { get; init; }

    /// <summary>Whether the account gets its former password again; false where it still has it.</summary>
    public required bool SetsPassword { get; init; }

    /// <summary>
    /// What is taken back where that is no rotation, in words that follow the verb: a change of strategy, for example. Null
    /// where it is a rotation.
    /// </summary>
    public string? UndoneChange { get; init; }

    /// <summary>The plan as text, a line each.</summary>
    public override string ToString() => string.Join(
        Environment.NewLine,
        [
            UndoneChange is { } change
                ? $"Undo in the secret '{Name}' takes back {change}, not a rotation: what AWSPREVIOUS, version {FormerVersionId}, says becomes current again."
                : $"Undo the last rotation of the secret '{Name}': the credentials of AWSPREVIOUS, version {FormerVersionId}, become current again.",
            SetsPassword ? $"  Set:  the former password of '{FormerUser}'" : $"  Set:  nothing; '{FormerUser}' has to log in with the password it has",
            $"  Test: a fresh login as '{FormerUser}'",
            $"  Move: AWSCURRENT from version {CurrentVersionId} ('{CurrentUser}')",
            $"        to version {NextVersionId} ('{FormerUser}')",
            $"  Move: AWSPREVIOUS to version {CurrentVersionId}",
        ]);
}
