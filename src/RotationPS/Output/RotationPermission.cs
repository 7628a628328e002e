using RotationPS.Engine.Configuration;
using RotationPS.Engine.Rotation;

namespace RotationPS.Output;

/// <summary>The least that whoever rotates a secret has to be allowed.</summary>
public sealed class RotationPermission
{
    internal RotationPermission(RotationPermissions permissions)
    {
        Name = permissions.Name;
        ARN = permissions.Arn;
        Strategy = permissions.Strategy;
        Engine = permissions.Engine;
        Policy = permissions.Policy;
        DatabaseGrant = new TextList<string>(permissions.Grants, Environment.NewLine);
    }

    /// <summary>The secret's name.</summary>
    public string Name { get; }

    /// <summary>The secret's ARN.</summary>
    public string ARN { get; }

    /// <summary>How it rotates.</summary>
    public RotationStrategy Strategy { get; }

    /// <summary>The engine name in the secret.</summary>
    public string Engine { get; }

    /// <summary>The IAM policy, as JSON; empty for a secret in a vault.</summary>
    public string? Policy { get; }

    /// <summary>The statements to run on the server, by somebody who may grant these rights; comments where none are needed.</summary>
    public IReadOnlyList<string> DatabaseGrant { get; }
}
