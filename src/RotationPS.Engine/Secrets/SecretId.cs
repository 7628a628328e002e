using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Secrets;

/// <summary>What a caller names a secret by: its name or its ARN.</summary>
public sealed record SecretId
{
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
    private const int MaxLength = 2048;

    /// <param name="value">A name or an ARN, 1 to 2048 characters.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public SecretId(string value)
    {
        if (string.IsNullOrWhiteSpace(value) || value.Length > MaxLength)
        {
            throw new RotationException(
                FailureKind.InvalidParameter,
                $"A secret id has 1 to {MaxLength} characters; this one has {value?.Length ?? 0}.",
                "Give the name or the ARN of the secret.");
        }

        Value = value;
    }

    /// <summary>The name or ARN.</summary>
    public string Value { get; }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
