using RotationPS.Engine.Fleet;
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
        NextUserName = secret.NextUserName?.Value;
        CloneUserName = secret.CloneUserName?.Value;
        LastRotated = secret.LastRotated.LocalDateTime;
        Schedule = secret.Terms?.Schedule.Expression;
        Window = secret.Terms?.Window?.Duration;
        TimeZone = secret.Terms?.TimeZone.Id;
        NotBetween = new TextList<string>((secret.Terms?.Blackouts ?? []).Select(blackout => blackout.Range));
        NextRotation = secret.NextRotation?.LocalDateTime;
        State = secret.State;
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

    /// <summary>The account whose turn is next, where two alternate; empty for a single user, who keeps his own.</summary>
    public string? NextUserName { get; }

    /// <summary>The clone, where two accounts alternate; it may be the account of AWSCURRENT or the other one.</summary>
    public string? CloneUserName { get; }

    /// <summary>When the version was made that brought the password of AWSCURRENT, in local time.</summary>
    public DateTime LastRotated { get; }

    /// <summary>The schedule; empty for none.</summary>
    public string? Schedule { get; }

    /// <summary>How long the window stays open; empty for what is usual with the schedule.</summary>
    public string? Window { get; }

    /// <summary>The time zone of the schedule; empty without one.</summary>
    public string? TimeZone { get; }

    /// <summary>The times in which the schedule rotates nothing.</summary>
    public IReadOnlyList<string> NotBetween { get; }

    /// <summary>
    /// The first moment at which it is time to rotate, in local time; one that is past means now. Empty without a schedule,
    /// and for a secret that something else rotates.
    /// </summary>
    public DateTime? NextRotation { get; }

    /// <summary>
    /// Where the secret stands: whether a rotation waits to be finished, was missed or is due. Empty where its schedule cannot
    /// be read, which an error tells besides.
    /// </summary>
    public RotatedSecretState? State { get; }

    /// <summary>The secret's name, for a text that the secret is put into.</summary>
    public override string ToString() => Name;
}
