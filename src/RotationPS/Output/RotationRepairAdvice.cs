using RotationPS.Engine.Recovery;

namespace RotationPS.Output;

/// <summary>What fits a secret whose rotation is stuck or whose account was changed by hand.</summary>
public sealed class RotationRepairAdvice
{
    /// <param name="advice">What fits.</param>
    /// <param name="storeParameters">The parameters that name the secret's store, with a space before each.</param>
    internal RotationRepairAdvice(RepairAdvice advice, string storeParameters)
    {
        Name = advice.Name;
        ARN = advice.Arn;
        Action = advice.Action;
        Reason = advice.Reason;
        Command = advice.Command is { } command ? command + storeParameters : null;
        PendingVersionId = advice.PendingVersionId?.Value;
    }

    /// <summary>The secret's ARN once more, under the name that the parameters of AWS Tools for PowerShell have for it.</summary>
    public string SecretId => ARN;

    /// <summary>The secret's name.</summary>
    public string Name { get; }

    /// <summary>The secret's ARN.</summary>
    public string ARN { get; }

    /// <summary>The action of Repair-SecretRotation that fits; empty where none does.</summary>
    public RepairAction? Action { get; }

    /// <summary>What the labels hold and which password works, and what follows from that.</summary>
    public string Reason { get; }

    /// <summary>What to type, with the parameters that name the store; empty where nothing has to be done.</summary>
    public string? Command { get; }

    /// <summary>The version of the unfinished rotation; empty where there is none.</summary>
    public string? PendingVersionId { get; }
}
