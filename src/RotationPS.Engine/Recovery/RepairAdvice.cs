using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Recovery;

/// <summary>What fits the state of a secret, and why.</summary>
public sealed record RepairAdvice
{
    /// <summary>The secret's name.</summary>
    public required string Name { get; init; }

    /// <summary>The secret's ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>The action that fits; null where none does.</summary>
    public RepairAction? Action { get; init; }

    /// <summary>What the labels hold and which password works, and what follows from that, as whole sentences.</summary>
    public required string Reason { get; init; }

    /// <summary>What to type, without the parameters that name the store; null where nothing has to be done here.</summary>
    public string? Command { get; init; }

    /// <summary>The version of the unfinished rotation; null where there is none.</summary>
    public VersionId? PendingVersionId { get; init; }
}
