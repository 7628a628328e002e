using System.Collections;
using System.Management.Automation;
using System.Text.RegularExpressions;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Secrets;

namespace RotationPS.Fleet;

/// <summary>Turns names with wildcards and tags into a query. The store finds by prefix; the rest is decided here.</summary>
internal static class SecretSearch
{
    // A listing takes 10 filters; one of them is for names and one for the schedule. Whatever they let through is looked at
    // again here, so that leaving one out only costs time.
    private const int MaxTagFilters = 8;

    private const string ArnToName = "^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:";

    // What a filter may say, without the mark that negates it:
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html.
    private static readonly Regex _filter = new(@"^[a-zA-Z0-9 :_@/+=.\-][a-zA-Z0-9 :_@/+=.\-!]{0,511}\z", RegexOptions.CultureInvariant);

    // An ARN ends with the secret's name, a hyphen and six characters more; of those a pattern may have any number:
    // https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html.
    private static readonly Regex _arn = new($"{ArnToName}(?<name>.*?)(-[a-zA-Z0-9]{{0,6}})?\\z", RegexOptions.CultureInvariant);
    private static readonly Regex _wholeArn = new($"{ArnToName}(?<name>.*)-[a-zA-Z0-9]{{6}}\\z", RegexOptions.CultureInvariant);

    /// <param name="names">Names or ARNs with wildcards; none for all secrets.</param>
    /// <param name="tags">Keys and values of tags, with wildcards; null for any.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>: one of them is no pattern.</exception>
    public static FleetQuery Query(IReadOnlyCollection<string> names, Hashtable? tags)
    {
        // As many may come down a pipeline as there are secrets, so those without wildcards are looked up and not tried.
        var exact = names.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)).ToHashSet(StringComparer.Ordinal);
        WildcardPattern[] patterns = [.. names.Where(WildcardPattern.ContainsWildcardCharacters).Select(Pattern)];
        (string Key, WildcardPattern Value)[] wanted =
        [
            .. (tags ?? []).Cast<DictionaryEntry>().Select(tag => (LanguagePrimitives.ConvertTo<string>(tag.Key), Pattern(LanguagePrimitives.ConvertTo<string>(tag.Value)))),
        ];
        return new FleetQuery
        {
            Filters = Filters(names, wanted),
            IsWanted = secret =>
                (names.Count == 0 || exact.Contains(secret.Name) || exact.Contains(secret.Arn) || Array.Exists(patterns, pattern => pattern.IsMatch(secret.Name) || pattern.IsMatch(secret.Arn)))
                && Array.TrueForAll(wanted, tag => secret.Tags.TryGetValue(tag.Key, out var value) && tag.Value.IsMatch(value)),
        };
    }

    private static WildcardPattern Pattern(string text)
    {
        var pattern = WildcardPattern.Get(text, WildcardOptions.CultureInvariant);
        try
        {
            // It is read at its first use, which would else be in the middle of the search.
            pattern.IsMatch(string.Empty);
            return pattern;
        }
        catch (WildcardPatternException unread)
        {
            throw new RotationException(
                FailureKind.InvalidParameter,
                $"'{text}' is no pattern with wildcards: a bracket in it is not closed, is empty, or holds no range.",
                "Write it as in app[0-9].",
                unread);
        }
    }

    private static IReadOnlyList<SecretFilter> Filters(IReadOnlyCollection<string> names, (string Key, WildcardPattern Value)[] tags)
    {
        var filters = new List<SecretFilter>();
        string[] prefixes = [.. names.Select(Prefix)];

        // A pattern that begins with a wildcard fits any name, and so does one with a wildcard before the name in an ARN.
        if (prefixes.Length is > 0 and <= SecretRules.MaxFilterValues && Array.TrueForAll(prefixes, prefix => _filter.IsMatch(prefix) && !prefix.StartsWith("arn:", StringComparison.Ordinal)))
        {
            filters.Add(new SecretFilter(SecretFilterKey.Name, prefixes));
        }

        // The key of a tag may have letters of any script, which a filter may not.
        filters.AddRange(tags.Where(tag => _filter.IsMatch(tag.Key)).Take(MaxTagFilters).Select(tag => new SecretFilter(SecretFilterKey.TagKey, [tag.Key])));
        return filters;
    }

    /// <summary>The name of a secret, where only its id is known.</summary>
    /// <param name="id">A name or an ARN.</param>
    public static string NameIn(string id) => NameBy(_wholeArn, id);

    private static string Prefix(string pattern)
    {
        var end = pattern.IndexOfAny(['*', '?', '[', '`']);
        var prefix = end < 0 ? pattern : pattern[..end];
        return NameBy(_arn, prefix);
    }

    private static string NameBy(Regex arn, string id) => arn.Match(id) is { Success: true } match ? match.Groups["name"].Value : id;
}
