using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Recovery;

/// <summary>One check of a secret and how it came out.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Status">How it came out.</param>
/// <param name="Message">What was found, as whole sentences.</param>
/// <param name="Kind">The kind of failure; null where there is none.</param>
/// <param name="Recommendation">The one next step; null where nothing has to be done.</param>
public sealed record SecretCheck(CheckName Name, CheckStatus Status, string Message, FailureKind? Kind = null, string? Recommendation = null)
{
    /// <summary>A check that found a failure.</summary>
    /// <param name="name">What was checked.</param>
    /// <param name="failure">What was found.</param>
    /// <param name="status">How bad it is.</param>
    internal static SecretCheck Of(CheckName name, RotationException failure, CheckStatus status = CheckStatus.Failed) =>
        new(name, status, failure.What, failure.Kind, failure.NextStep);
}
