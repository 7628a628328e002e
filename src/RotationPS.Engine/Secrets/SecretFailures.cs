using System.Text.Json;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Secrets;

/// <summary>What can be wrong with the JSON of a secret. No message repeats any of its values.</summary>
internal static class SecretFailures
{
    // The parser's own text quotes the value, so neither its words nor the exception itself are passed on.
    public static RotationException NotJson(JsonException error) => new(
        FailureKind.SecretNotJson,
        error.LineNumber is { } line
            ? $"The value of the secret is not a JSON object: it cannot be read at line {line + 1}, byte {error.BytePositionInLine + 1}."
            : $"The value of the secret is not a JSON object that can be used. {error.Message}",
        "Store it as a JSON object with the keys engine, host, username and password.");

    public static RotationException KeyMissing(string key) => new(
        FailureKind.SecretKeyMissing,
        $"The secret's JSON has no key '{key}'.",
        $"Add the key '{key}' to the secret.");

    public static RotationException KeyWrongCase(string found, string expected) => new(
        FailureKind.SecretKeyWrongCase,
        $"The secret's JSON has the key '{found}', but keys are case sensitive.",
        $"Rename the key to '{expected}'.");

    public static RotationException KeyInvalid(string key, string expected) => new(
        FailureKind.SecretKeyInvalid,
        $"The key '{key}' of the secret's JSON has a value that cannot be used.",
        $"Set '{key}' to {expected}.");

    public static RotationException CloneModeUnknown(CloneMode mode, IRotationTarget target) => new(
        FailureKind.NotApplicable,
        $"The engine '{target.Engines[0]}' has no clones of the mode {mode}.",
        $"Use -CloneMode with one of: {string.Join(", ", target.CloneModes)}.");

    public static RotationException SingleUserOnly(IRotationTarget target) => new(
        FailureKind.NotApplicable,
        $"A secret of the engine '{target.Engines[0]}' rotates with a single user, for on that server nothing proves that two accounts belong together.",
        "Use -Strategy SingleUser of New-RotatedSecret, or Set-SingleUserRotation for a secret that exists.");

    public static RotationException OwnerRoleMismatch(AccountName? ownerRole) => new(
        FailureKind.NotApplicable,
        ownerRole is null ? "Two accounts that share an owner need that owner's name." : $"Only accounts that share an owner act as '{ownerRole}'.",
        "Give -CloneMode SharedOwner and -OwnerRole together.");

    public static RotationException PortOutOfRange() => new(
        FailureKind.PortOutOfRange,
        "The key 'port' of the secret's JSON is not a port number.",
        $"Set 'port' to a whole number from 1 to {ushort.MaxValue}.");
}
