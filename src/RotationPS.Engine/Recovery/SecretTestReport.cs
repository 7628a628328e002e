using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Recovery;

/// <summary>What a test of a secret found.</summary>
/// <param name="SecretId">The id the caller gave.</param>
/// <param name="Name">The secret's name; null where it cannot be read.</param>
/// <param name="Arn">The secret's ARN; null where it cannot be read.</param>
/// <param name="Checks">The checks, in the order made.</param>
public sealed record SecretTestReport(SecretId SecretId, string? Name, string? Arn, IReadOnlyList<SecretCheck> Checks)
{
    /// <summary>Whether no check failed; a warning is no failure.</summary>
    public bool IsPassed => Checks.All(check => check.Status is not CheckStatus.Failed);
}
