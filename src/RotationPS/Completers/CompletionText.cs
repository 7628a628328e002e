using System.Management.Automation;
using System.Text.RegularExpressions;

namespace RotationPS.Completers;

/// <summary>Turns what is on offer into what a command line takes.</summary>
internal static class CompletionText
{
    // What PowerShell takes for one word, whatever stands before it: no number, no parameter, no splatted variable.
    private static readonly Regex _bare = new(@"^[A-Za-z/_][A-Za-z0-9/_+=.@\-]*\z", RegexOptions.CultureInvariant);

    /// <summary>What somebody has typed so far, without the quotation mark before it and after it.</summary>
    public static string Typed(string word) => word.Trim('\'', '"');

    /// <summary>Those that begin with what was typed, in quotation marks where they need them or already have them.</summary>
    /// <param name="values">What is on offer.</param>
    /// <param name="word">What was typed.</param>
    public static IEnumerable<CompletionResult> Matching(IEnumerable<string> values, string word) =>
        Quoted(values.Where(value => value.StartsWith(Typed(word), StringComparison.OrdinalIgnoreCase)), word);

    /// <summary>Those it is told, in quotation marks where they need them or what was typed has them.</summary>
    /// <param name="values">What is offered.</param>
    /// <param name="word">What was typed.</param>
    public static IEnumerable<CompletionResult> Quoted(IEnumerable<string> values, string word) =>
        from value in values
        select new CompletionResult(Quoted(value, word), value, CompletionResultType.ParameterValue, value);

    private static string Quoted(string value, string word) =>
        word.StartsWith('"') ? $"\"{value}\""
        : word.StartsWith('\'') || !_bare.IsMatch(value) ? $"'{value.Replace("'", "''", StringComparison.Ordinal)}'"
        : value;
}
