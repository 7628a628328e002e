using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Secrets;

/// <summary>The answer for one secret of a batch: its AWSCURRENT value, or why there is none.</summary>
/// <param name="Id">The id that was asked for.</param>
/// <param name="Value">The value; null where it failed.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
public sealed record SecretLookup(SecretId Id, SecretValue? Value, RotationException? Failure);
