using RotationPS.Engine.Configuration;
using RotationPS.Engine.Rotation;

namespace RotationPS.Output;

/// <summary>A secret and how it rotates.</summary>
public sealed class RotatedSecret
{
    internal RotatedSecret(SecretOverview secret)
    {
        Name = secret.Name;
        ARN = secret.Arn;
        Strategy = secret.Strategy;
        Engine = secret.Engine;
        Host = secret.Host;
        UserName = secret.UserName.Value;
        CloneUserName = secret.CloneUserName?.Value;
        LastRotated = secret.LastRotated.LocalDateTime;
        State = secret.IsUnfinished ? RotatedSecretState.Unfinished : RotatedSecretState.Ready;
    }

    /// <summary>The secret's ARN once more, under the name that the parameters of AWS Tools for PowerShell have for it.</summary>
    public string SecretId => ARN;

    /// <summary>The secret's name.</summary>
    public string Name { get; }

    /// <summary>The secret's ARN.</summary>
    public string ARN { get; }

    /// <summary>How it rotates.</summary>
    public RotationStrategy Strategy { get; }

    /// <summary>The engine name in the secret.</summary>
    public string Engine { get; }

    /// <summary>The server.</summary>
    public string Host { get; }

    /// <summary>The account of AWSCURRENT.</summary>
    public string UserName { get; }

    /// <summary>The clone, where two accounts alternate.</summary>
    public string? CloneUserName { get; }

    /// <summary>When the password of AWSCURRENT was made, in local time.</summary>
    public DateTime LastRotated { get; }

    /// <summary>Whether a rotation waits to be finished.</summary>
    public RotatedSecretState State { get; }
}
