namespace RotationPS.Engine.Passwords;

/// <summary>
/// What a generated password looks like; the options and defaults are those of Secrets Manager's GetRandomPassword and of
/// AWS's rotation functions. See https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html.
/// </summary>
public sealed record PasswordPolicy
{
    /// <summary>The shortest password made.</summary>
    public const int MinLength = 8;

    /// <summary>The longest password made.</summary>
    public const int MaxLength = 4096;

    /// <summary>
    /// How many characters, from <see cref="MinLength"/> to <see cref="MaxLength"/>; with <see cref="Consumers"/> more, as
    /// many as keep the password as hard to guess.
    /// </summary>
    public int Length { get; init; } = 32;

    /// <summary>Characters to leave out; null for those the engine's own rotation function leaves out.</summary>
    public string? ExcludeCharacters { get; init; }

    /// <summary>Where the password is to be written without escaping anything; characters that would need it are left out too.</summary>
    public IReadOnlyList<PasswordConsumer> Consumers { get; init; } = [];

    /// <summary>Leave out 0-9.</summary>
    public bool ExcludeNumbers { get; init; }

    /// <summary>Leave out the 32 ASCII punctuation marks.</summary>
    public bool ExcludePunctuation { get; init; }

    /// <summary>Leave out A-Z.</summary>
    public bool ExcludeUppercase { get; init; }

    /// <summary>Leave out a-z.</summary>
    public bool ExcludeLowercase { get; init; }

    /// <summary>At least one character of every kind that is not left out altogether.</summary>
    public bool RequireEachIncludedType { get; init; } = true;
}
