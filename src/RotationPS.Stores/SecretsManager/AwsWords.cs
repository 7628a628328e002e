using System.Text.RegularExpressions;

namespace RotationPS.Stores.SecretsManager;

/// <summary>AWS's own words, as a message can have them.</summary>
internal static partial class AwsWords
{
    private const int LongestQuote = 600;

    /// <summary>One line that ends with a full stop.</summary>
    public static string Sentence(string words)
    {
        var line = WhiteSpace().Replace(words, " ").Trim();
        return (line.Length > LongestQuote ? $"{line[..LongestQuote]}…" : line.TrimEnd('.')) + ".";
    }

    /// <summary>
    /// What the service says, as the end of a message; nothing where it names no error, for then the SDK puts the whole body
    /// into the words, and that may be a page of HTML.
    /// </summary>
    public static string Quote(string? code, string words) =>
        string.IsNullOrEmpty(code) || string.IsNullOrWhiteSpace(words)
            ? ""
            : $" AWS says: {Sentence(EchoedValue().Replace(words, "Value at"))}";

    /// <summary>Whether credentials were good once.</summary>
    public static bool SayExpired(string words) =>
        words.Contains("expired", StringComparison.OrdinalIgnoreCase) || words.Contains("SSO Token", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    // A validation error repeats what it did not like, and that may be a secret's value.
    [GeneratedRegex(@"Value '.*' at", RegexOptions.Singleline)]
    private static partial Regex EchoedValue();
}
