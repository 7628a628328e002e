using RotationPS.Engine.Failures;
using RotationPS.Engine.Recovery;

namespace RotationPS.Output;

/// <summary>One check of a secret.</summary>
public sealed class RotatedSecretCheck
{
    internal RotatedSecretCheck(SecretTestReport report, SecretCheck check)
    {
        SecretId = report.Arn ?? report.SecretId.Value;
        ARN = report.Arn;
        Name = report.Name ?? report.SecretId.Value;
        Check = check.Name;
        Status = check.Status;
        FailureKind = check.Kind;
        Message = check.Message;
        Recommendation = check.Recommendation;
    }

    /// <summary>The secret's ARN, or the id that was given where the secret cannot be read.</summary>
    public string SecretId { get; }

    /// <summary>The secret's name, or the id that was given where the secret cannot be read.</summary>
    public string Name { get; }

    /// <summary>The secret's ARN; empty where the secret cannot be read.</summary>
    public string? ARN { get; }

    /// <summary>What was checked.</summary>
    public CheckName Check { get; }

    /// <summary>How it came out.</summary>
    public CheckStatus Status { get; }

    /// <summary>The kind of failure; empty where there is none.</summary>
    public FailureKind? FailureKind { get; }

    /// <summary>What was found.</summary>
    public string Message { get; }

    /// <summary>The one next step; empty where nothing has to be done.</summary>
    public string? Recommendation { get; }
}
