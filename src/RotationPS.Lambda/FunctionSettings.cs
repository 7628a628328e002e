using System.Globalization;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Passwords;
using RotationPS.Engine.Rotation;
using RotationPS.Stores.SecretsManager;

namespace RotationPS.Lambda;

/// <summary>
/// The settings of the function, from environment variables. Those for passwords and for the endpoint have the names that
/// AWS's own rotation functions know, so that this one can take their place; with ROTATIONPS_ before it a name goes first.
/// </summary>
/// <param name="read">Gives a variable; null where it is not set.</param>
internal sealed class FunctionSettings(Func<string, string?> read)
{
    private const string Prefix = "ROTATIONPS_";

    /// <summary>Opens Secrets Manager; Region and credentials are those that Lambda gives the function.</summary>
    public SecretsManagerStore OpenStore(TimeProvider clock) =>
        new SecretsManagerSession { EndpointUrl = Find("SECRETS_MANAGER_ENDPOINT")?.Value }.OpenStore(clock);

    /// <summary>Reads what the function's owner has decided.</summary>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public RotationOptions ReadOptions() => new()
    {
        AdoptClone = Flag("ADOPT_CLONE", false),
        AllowRightsDifference = Flag("ALLOW_RIGHTS_DIFFERENCE", false),
        Passwords = new PasswordPolicy
        {
            Length = Number("PASSWORD_LENGTH", 32, PasswordPolicy.MinLength, PasswordPolicy.MaxLength),
            Consumers = Consumers("PASSWORD_FOR"),
            ExcludeCharacters = Find("EXCLUDE_CHARACTERS")?.Value,
            ExcludeNumbers = Flag("EXCLUDE_NUMBERS", false),
            ExcludePunctuation = Flag("EXCLUDE_PUNCTUATION", false),
            ExcludeUppercase = Flag("EXCLUDE_UPPERCASE", false),
            ExcludeLowercase = Flag("EXCLUDE_LOWERCASE", false),
            RequireEachIncludedType = Flag("REQUIRE_EACH_INCLUDED_TYPE", true),
        },
    };

    private (string Name, string Value)? Find(string name) =>
        read(Prefix + name) is { } own ? (Prefix + name, own)
        : read(name) is { } common ? (name, common)
        : null;

    private bool Flag(string name, bool otherwise) => Find(name) is not { } found ? otherwise
        : bool.TryParse(found.Value, out var value) ? value
        : throw EventFailures.SettingInvalid(found.Name, found.Value, "true or false");

    private int Number(string name, int otherwise, int least, int most) => Find(name) is not { } found ? otherwise
        : int.TryParse(found.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : throw EventFailures.SettingInvalid(found.Name, found.Value, $"a number from {least} to {most}");

    private PasswordConsumer[] Consumers(string name) => Find(name) is not { } found ? []
        : [.. found.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(word => Consumer(found.Name, word))];

    private static PasswordConsumer Consumer(string name, string word) =>
        Enum.GetNames<PasswordConsumer>().FirstOrDefault(known => known.Equals(word, StringComparison.OrdinalIgnoreCase)) is { } known
            ? Enum.Parse<PasswordConsumer>(known)
            : throw EventFailures.SettingInvalid(name, word, string.Join(", ", Enum.GetNames<PasswordConsumer>()));
}
