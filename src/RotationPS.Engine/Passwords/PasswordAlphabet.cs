namespace RotationPS.Engine.Passwords;

/// <summary>The characters that a policy leaves for a password, by type.</summary>
internal sealed class PasswordAlphabet
{
    private const string Numbers = "0123456789";
    private const string Uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Lowercase = "abcdefghijklmnopqrstuvwxyz";
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <summary>The punctuation that no part of a URI escapes: https://www.rfc-editor.org/rfc/rfc3986#section-2.3.</summary>
    private const string Unreserved = "-._~";

    /// <summary>
    /// The punctuation that is itself wherever it stands in a word, for POSIX shells, PowerShell and cmd.exe alike. A
    /// hyphen is not: in front it begins an option.
    /// </summary>
    private const string PlainInShells = "._";

    /// <summary>
    /// What ODBC has braces around, and the quotes; see
    /// https://learn.microsoft.com/sql/odbc/reference/syntax/sqldriverconnect-function.
    /// </summary>
    private const string SpecialInOdbc = "[]{}(),;?*=!@'\"";

    /// <summary>What ends, quotes or begins a value; see System.Data.Common.DbConnectionStringBuilder.</summary>
    private const string SpecialInAdoNet = ";='\"{}";

    /// <summary>The characters with an entity of their own: https://www.w3.org/TR/xml/#sec-predefined-ent.</summary>
    private const string SpecialInXml = "<>&'\"";

    private PasswordAlphabet(IReadOnlyList<string> types) => Types = types;

    /// <summary>The characters of each type that has any left.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>All characters.</summary>
    public string Characters => string.Concat(Types);

    /// <summary>What a policy leaves, for those who use the password or as if it had no consumers.</summary>
    public static PasswordAlphabet Of(PasswordPolicy policy, string defaultExcludeCharacters, bool forConsumers)
    {
        var excluded = policy.ExcludeCharacters ?? defaultExcludeCharacters;
        if (forConsumers)
        {
            excluded += string.Concat(policy.Consumers.Select(EscapedBy));
        }

        (string Characters, bool Excluded)[] all =
        [
            (Numbers, policy.ExcludeNumbers),
            (Uppercase, policy.ExcludeUppercase),
            (Lowercase, policy.ExcludeLowercase),
            (Punctuation, policy.ExcludePunctuation),
        ];
        return new PasswordAlphabet(
        [
            .. all
                .Where(type => !type.Excluded)
                .Select(type => string.Concat(type.Characters.Where(character => !excluded.Contains(character))))
                .Where(characters => characters.Length > 0),
        ]);
    }

    /// <summary>How many characters it takes to be as hard to guess as a number of characters of another alphabet.</summary>
    /// <param name="length">That number.</param>
    /// <param name="other">That alphabet; at least as large as this one.</param>
    public int LengthFor(int length, PasswordAlphabet other) =>
        Characters.Length == other.Characters.Length
            ? length
            : (int)Math.Ceiling(length * Math.Log(other.Characters.Length) / Math.Log(Characters.Length));

    private static string EscapedBy(PasswordConsumer consumer) => consumer switch
    {
        PasswordConsumer.Uri or PasswordConsumer.Jdbc => AllPunctuationBut(Unreserved),
        PasswordConsumer.Shell => AllPunctuationBut(PlainInShells),
        PasswordConsumer.Odbc => SpecialInOdbc,
        PasswordConsumer.AdoNet => SpecialInAdoNet,
        PasswordConsumer.Xml => SpecialInXml,
        _ => throw new ArgumentOutOfRangeException(nameof(consumer), consumer, "A consumer without an alphabet."),
    };

    private static string AllPunctuationBut(string kept) => string.Concat(Punctuation.Where(mark => !kept.Contains(mark)));
}
