using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Secrets;

/// <summary>The id of a version of a secret, which is the ClientRequestToken of the call that made it.</summary>
public sealed record VersionId
{
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
    private const int MinLength = 32;
    private const int MaxLength = 64;

    /// <param name="value">32 to 64 characters.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public VersionId(string value)
    {
        if (value is null || value.Length is < MinLength or > MaxLength)
        {
            throw new RotationException(
                FailureKind.InvalidParameter,
                $"A version id has {MinLength} to {MaxLength} characters; '{value}' has {value?.Length ?? 0}.",
                "Take the VersionId that Get-SecretStageLabel shows.");
        }

        Value = value;
    }

    /// <summary>The id.</summary>
    public string Value { get; }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
