using RotationPS.Engine.Accounts;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation;

/// <summary>What a rotation would do now.</summary>
public sealed record RotationPlan
{
    /// <summary>The secret's name.</summary>
    public required string Name { get; init; }

    /// <summary>The secret's ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>How it rotates.</summary>
    public required RotationStrategy Strategy { get; init; }

    /// <summary>The server.</summary>
    public required ServerAddress Server { get; init; }

    /// <summary>The account of AWSCURRENT.</summary>
    public required AccountName CurrentUser { get; init; }

    /// <summary>The account whose password is set.</summary>
    public required AccountName NextUser { get; init; }

    /// <summary>Who sets it.</summary>
    public required AccountName Actor { get; init; }

    /// <summary>The version that is AWSCURRENT.</summary>
    public required VersionId CurrentVersionId { get; init; }

    /// <summary>The version that becomes AWSCURRENT.</summary>
    public required VersionId NextVersionId { get; init; }

    /// <summary>Whether that version exists already, begun by another run.</summary>
    public required bool IsResumed { get; init; }

    /// <summary>What the server is told, every password as asterisks.</summary>
    public required IReadOnlyList<string> Statements { get; init; }

    /// <summary>The plan as text, a line each.</summary>
    public override string ToString() => string.Join(
        Environment.NewLine,
        [
            $"Rotate the secret '{Name}' ({(Strategy is RotationStrategy.Alternating ? "alternating users" : "single user")}): {(IsResumed ? "finish the pending version" : "a new password")} for '{NextUser}' at {Server}, set by '{Actor}'.",
            .. Statements.Select(statement => $"  Run:  {statement}"),
            $"  Test: a fresh login as '{NextUser}'",
            $"  Move: AWSCURRENT from version {CurrentVersionId} ('{CurrentUser}')",
            $"        to version {NextVersionId} ('{NextUser}')",
            $"  Move: AWSPREVIOUS to version {CurrentVersionId}",
        ]);
}
