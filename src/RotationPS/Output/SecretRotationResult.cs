using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;

namespace RotationPS.Output;

/// <summary>What became of the rotation of one secret.</summary>
public sealed class SecretRotationResult
{
    internal SecretRotationResult(RotationOutcome outcome)
    {
        SecretId = outcome.SecretId.Value;
        Name = outcome.Name;
        ARN = outcome.Arn;
        Strategy = outcome.Strategy;
        Engine = outcome.Engine;
        UserName = outcome.UserName?.Value;
        PreviousUserName = outcome.PreviousUserName?.Value;
        VersionId = outcome.VersionId?.Value;
        PreviousVersionId = outcome.PreviousVersionId?.Value;
        Status = outcome.Status;
        FailureKind = outcome.Failure?.Kind;
        Reason = outcome.Failure?.Message ?? outcome.Reason;
        NextRotation = outcome.NextRotation?.LocalDateTime;
        Duration = outcome.Duration;
        Steps = new TextList<StepTiming>(outcome.Steps);
    }

    /// <summary>The id that was given.</summary>
    public string SecretId { get; }

    /// <summary>The secret's name.</summary>
    public string? Name { get; }

    /// <summary>The secret's ARN.</summary>
    public string? ARN { get; }

    /// <summary>How it rotates.</summary>
    public RotationStrategy? Strategy { get; }

    /// <summary>The engine name in the secret.</summary>
    public string? Engine { get; }

    /// <summary>The account of AWSCURRENT now; after a failure the one whose turn it would have been.</summary>
    public string? UserName { get; }

    /// <summary>The account of AWSCURRENT before.</summary>
    public string? PreviousUserName { get; }

    /// <summary>The version that is AWSCURRENT now; after a failure the pending one, if any.</summary>
    public string? VersionId { get; }

    /// <summary>The version that was AWSCURRENT before.</summary>
    public string? PreviousVersionId { get; }

    /// <summary>How it ended.</summary>
    public RotationStatus Status { get; }

    /// <summary>Why it failed; empty where it did not.</summary>
    public FailureKind? FailureKind { get; }

    /// <summary>Why it failed, or why a schedule had it rotated or left alone; empty where somebody named it and it came off.</summary>
    public string? Reason { get; }

    /// <summary>When the schedule has a secret rotated next that was left alone, in local time; else empty.</summary>
    public DateTime? NextRotation { get; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>The steps taken, with their times.</summary>
    public IReadOnlyList<StepTiming> Steps { get; }

    /// <summary>The secret's name, for a text that the result is put into.</summary>
    public override string ToString() => Name ?? SecretId;
}
