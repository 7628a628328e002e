using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Accounts;

/// <summary>The name of an account, exactly as the server stores it: case, quotes and spaces count.</summary>
public sealed record AccountName
{
    /// <param name="value">At least one character, none of them NUL. The server's own limit is the target's to check.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public AccountName(string value)
    {
        if (string.IsNullOrEmpty(value) || value.Contains('\0'))
        {
            throw new RotationException(
                FailureKind.InvalidParameter,
                "A user name has at least one character and no NUL character.",
                "Give the name of the account as the server shows it.");
        }

        Value = value;
    }

    /// <summary>The name.</summary>
    public string Value { get; }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
