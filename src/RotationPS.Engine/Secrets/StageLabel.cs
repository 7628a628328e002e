using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Secrets;

/// <summary>A staging label. A label sits on one version of a secret at a time; case matters.</summary>
public sealed record StageLabel
{
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
    private const int MaxLength = 256;

    /// <param name="value">1 to 256 characters.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public StageLabel(string value)
    {
        if (string.IsNullOrEmpty(value) || value.Length > MaxLength)
        {
            throw new RotationException(
                FailureKind.InvalidParameter,
                $"A staging label has 1 to {MaxLength} characters; this one has {value?.Length ?? 0}.",
                "Use AWSCURRENT, AWSPENDING, AWSPREVIOUS or a label of your own.");
        }

        Value = value;
    }

    /// <summary>AWSCURRENT: the version that applications use.</summary>
    public static StageLabel Current { get; } = new("AWSCURRENT");

    /// <summary>AWSPENDING: the version that a rotation is making.</summary>
    public static StageLabel Pending { get; } = new("AWSPENDING");

    /// <summary>AWSPREVIOUS: the version that AWSCURRENT was on before.</summary>
    public static StageLabel Previous { get; } = new("AWSPREVIOUS");

    /// <summary>The label's text.</summary>
    public string Value { get; }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
