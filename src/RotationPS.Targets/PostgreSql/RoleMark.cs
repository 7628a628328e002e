using System.Text.Encodings.Web;
using System.Text.Json;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>
/// The mark that says what a role is to a base account: one line of the role's comment, which only those who may alter
/// roles can write. The other lines belong to somebody else and stay.
/// </summary>
internal sealed class RoleMark
{
    // A name may hold a line break; as a JSON string it fits on one line, and readable names stay readable.
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _prefix;

    private RoleMark(string relation) => _prefix = $"RotationPS: {relation} ";

    /// <summary>The mark of a clone that this module made or adopted.</summary>
    public static RoleMark OfClone { get; } = new("clone of");

    /// <summary>The mark of an owner role that this module made or adopted.</summary>
    public static RoleMark OfOwner { get; } = new("owner of");

    /// <summary>The base account in a comment's mark; null where there is none.</summary>
    public AccountName? Read(string? comment)
    {
        var mark = Lines(comment).FirstOrDefault(IsMark);
        if (mark is null)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<string>(mark[_prefix.Length..]) is { Length: > 0 } name ? new AccountName(name) : null;
        }
        catch (JsonException)
        {
            // Somebody has edited the line, so it no longer says whose role this is.
            return null;
        }
    }

    /// <summary>A comment with the mark in place of an earlier one, or at the end.</summary>
    public string Put(string? comment, AccountName baseAccount)
    {
        var mark = _prefix + JsonSerializer.Serialize(baseAccount.Value, OneLine);
        return string.Join('\n', Lines(comment).Where(line => !IsMark(line)).Append(mark));
    }

    private static string[] Lines(string? comment) => string.IsNullOrEmpty(comment) ? [] : comment.Split('\n');

    private bool IsMark(string line) => line.StartsWith(_prefix, StringComparison.Ordinal);
}
