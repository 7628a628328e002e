using RotationPS.Engine.Accounts;
using RotationPS.Engine.Configuration;

namespace RotationPS.Output;

/// <summary>One right, attribute or setting that the two accounts of a secret do not share.</summary>
public sealed class RotatedAccountDifference
{
    internal RotatedAccountDifference(RightsComparison comparison, RightsDifference difference)
    {
        Name = comparison.Name;
        ARN = comparison.Arn;
        UserName = comparison.Accounts.BaseUser.Value;
        CloneUserName = comparison.Accounts.CloneUser.Value;
        Scope = difference.Scope;
        Object = difference.Object;
        Permission = difference.Permission;
        State = difference.State;
        OnBase = difference.OnBase;
        OnClone = difference.OnClone;
        Reason = difference.Reason;
    }

    /// <summary>The secret's name.</summary>
    public string Name { get; }

    /// <summary>The secret's ARN.</summary>
    public string ARN { get; }

    /// <summary>The base account.</summary>
    public string UserName { get; }

    /// <summary>Its clone.</summary>
    public string CloneUserName { get; }

    /// <summary>What it belongs to: server, or the name of a database.</summary>
    public string Scope { get; }

    /// <summary>What it is a right on; empty for the account itself.</summary>
    public string? Object { get; }

    /// <summary>The right, attribute or setting.</summary>
    public string Permission { get; }

    /// <summary>GRANT, GRANT WITH GRANT OPTION or DENY; empty where that has no meaning.</summary>
    public string? State { get; }

    /// <summary>What the base has: yes, no or the value; empty for nothing.</summary>
    public string? OnBase { get; }

    /// <summary>What the clone has: yes, no or the value; empty for nothing.</summary>
    public string? OnClone { get; }

    /// <summary>Why a rotation does not bring it in line; empty where it does.</summary>
    public string? Reason { get; }
}
