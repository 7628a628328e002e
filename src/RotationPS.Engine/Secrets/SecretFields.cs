using System.Globalization;
using System.Text.Json;
using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Secrets;

/// <summary>
/// Reads the fields of a secret's JSON, each as the kind of value it has to be. What cannot be used is refused, rather than
/// taken for absent, unless the name of a method says otherwise.
/// </summary>
/// <param name="json">The JSON.</param>
internal sealed class SecretFields(JsonText json)
{
    /// <exception cref="RotationException"><see cref="FailureKind.SecretKeyWrongCase"/>: a key is one of those but for upper
    /// and lower case, so whoever wrote it believes that it counts.</exception>
    public void RefuseWrongCase(string[] knownKeys)
    {
        foreach (var key in json.Keys)
        {
            var known = Array.Find(knownKeys, name => string.Equals(name, key, StringComparison.OrdinalIgnoreCase));
            if (known is not null && known != key && !json.Keys.Contains(known))
            {
                throw SecretFailures.KeyWrongCase(key, known);
            }
        }
    }

    public string Required(string key) => Optional(key) ?? throw SecretFailures.KeyMissing(key);

    public string? Optional(string key)
    {
        if (json.Find(key) is not { } value)
        {
            return null;
        }

        return value.ValueKind is JsonValueKind.String && Text(value) is { Length: > 0 } text
            ? text
            : throw SecretFailures.KeyInvalid(key, "a string that is not empty");
    }

    /// <summary>A string; null where the value is none.</summary>
    public string? TextIfAny(string key) => json.Find(key) is { ValueKind: JsonValueKind.String } value ? Text(value) : null;

    /// <summary>A port, as a number or as a string.</summary>
    public int? Port(string key)
    {
        if (json.Find(key) is not { } value)
        {
            return null;
        }

        var text = value.ValueKind is JsonValueKind.String ? Text(value) : value.GetRawText();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= ushort.MaxValue
            ? port
            : throw SecretFailures.PortOutOfRange();
    }

    // AWS's functions take the strings "true" and "false" as well.
    public bool? Flag(string key) => json.Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.String } value when bool.TryParse(Text(value), out var flag) => flag,
        _ => throw SecretFailures.KeyInvalid(key, "true or false"),
    };

    /// <summary>One of an enumeration's names, spelled exactly so.</summary>
    public T? Choice<T>(string key)
        where T : struct, Enum =>
        Optional(key) is not { } text ? null
        : Enum.GetNames<T>().Contains(text) ? Enum.Parse<T>(text)
        : throw SecretFailures.KeyInvalid(key, $"one of {string.Join(", ", Enum.GetNames<T>())}");

    public IReadOnlyList<string> Texts(string key)
    {
        if (json.Find(key) is not { } value)
        {
            return [];
        }

        var texts = value.ValueKind is JsonValueKind.Array
            ? value.EnumerateArray().Select(text => text.ValueKind is JsonValueKind.String ? Text(text) : null).ToList()
            : [null];
        return texts.TrueForAll(text => text is { Length: > 0 })
            ? [.. texts.OfType<string>()]
            : throw SecretFailures.KeyInvalid(key, "a list of strings that are not empty");
    }

    /// <returns>The text of a string; null where it is not valid Unicode: <c>\ud800</c> is JSON, but half of a surrogate pair.</returns>
    private static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
