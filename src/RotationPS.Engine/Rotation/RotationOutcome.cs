using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation;

/// <summary>What became of a rotation. What was not found out before a failure is null.</summary>
public sealed record RotationOutcome
{
    /// <summary>The id the caller gave.</summary>
    public required SecretId SecretId { get; init; }

    /// <summary>The secret's name.</summary>
    public string? Name { get; init; }

    /// <summary>The secret's ARN.</summary>
    public string? Arn { get; init; }

    /// <summary>How it rotates.</summary>
    public RotationStrategy? Strategy { get; init; }

    /// <summary>How it rotated before; null where nothing was begun.</summary>
    public RotationStrategy? PreviousStrategy { get; init; }

    /// <summary>The engine name in the secret.</summary>
    public string? Engine { get; init; }

    /// <summary>The account of AWSCURRENT now; after a failure the account whose turn it would have been.</summary>
    public AccountName? UserName { get; init; }

    /// <summary>The account of AWSCURRENT before.</summary>
    public AccountName? PreviousUserName { get; init; }

    /// <summary>The version that is AWSCURRENT now; after a failure the pending one, where there is one.</summary>
    public VersionId? VersionId { get; init; }

    /// <summary>The version that was AWSCURRENT before.</summary>
    public VersionId? PreviousVersionId { get; init; }

    /// <summary>How it ended.</summary>
    public RotationStatus Status { get; init; } = RotationStatus.Failed;

    /// <summary>Whether another version has become AWSCURRENT by this run.</summary>
    public bool IsRotated => Status is RotationStatus.Rotated or RotationStatus.Resumed;

    /// <summary>What an undo takes back where that is no rotation, in words that follow the verb; else null.</summary>
    public string? UndoneChange { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public RotationException? Failure { get; init; }

    /// <summary>What is not as it should be and stands in nobody's way; null for nothing.</summary>
    public RotationException? Warning { get; init; }

    /// <summary>Why a schedule had it rotated or left alone, as a whole sentence; null where somebody named it.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether a schedule left it alone for no other reason than that its time has not come.</summary>
    public bool IsEarly { get; init; }

    /// <summary>When the schedule has it rotated next; null where it was not asked.</summary>
    public DateTimeOffset? NextRotation { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The steps taken, in order.</summary>
    public IReadOnlyList<StepTiming> Steps { get; init; } = [];

    /// <summary>The same outcome with what a version tells of its secret.</summary>
    /// <param name="version">The version.</param>
    internal RotationOutcome Of(SecretSnapshot version) => this with
    {
        Name = version.Version.Name,
        Arn = version.Version.Arn,
        Strategy = RotationContext.StrategyOf(version.Document),
        Engine = version.Document.Engine,
    };

    /// <summary>The same outcome of a secret that is as was asked for before anything was done.</summary>
    /// <param name="current">Its version with AWSCURRENT.</param>
    internal RotationOutcome Unchanged(SecretSnapshot current) => Of(current) with
    {
        Status = RotationStatus.AlreadyCurrent,
        UserName = current.Document.UserName,
        VersionId = current.Id,
        PreviousUserName = null,
        PreviousVersionId = null,
    };
}
