using System.Text.Encodings.Web;
using System.Text.Json;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>
/// The mark that says whose clone a role is: one line of the role's comment, which only those who may alter roles can
/// write. The other lines belong to somebody else and stay.
/// </summary>
internal static class CloneMark
{
    private const string Prefix = "RotationPS: clone of ";

    // A name may hold a line break; as a JSON string it fits on one line, and readable names stay readable.
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The base account in a comment's mark; null where there is none.</summary>
    public static AccountName? Read(string? comment)
    {
        var mark = Lines(comment).FirstOrDefault(IsMark);
        if (mark is null)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<string>(mark[Prefix.Length..]) is { Length: > 0 } name ? new AccountName(name) : null;
        }
        catch (JsonException)
        {
            // Somebody has edited the line, so it no longer says whose clone this is.
            return null;
        }
    }

    /// <summary>A comment with the mark in place of an earlier one, or at the end.</summary>
    public static string Put(string? comment, AccountName baseAccount)
    {
        var mark = Prefix + JsonSerializer.Serialize(baseAccount.Value, OneLine);
        return string.Join('\n', Lines(comment).Where(line => !IsMark(line)).Append(mark));
    }

    private static string[] Lines(string? comment) => string.IsNullOrEmpty(comment) ? [] : comment.Split('\n');

    private static bool IsMark(string line) => line.StartsWith(Prefix, StringComparison.Ordinal);
}
