using System.Text;

namespace RotationPS.Targets.PostgreSql;

/// <summary>
/// Identifiers and string literals by PostgreSQL's own rules. Statements about roles take no parameters, so their text
/// must hold whatever a name holds. See https://www.postgresql.org/docs/current/sql-syntax-lexical.html.
/// </summary>
internal static class PostgreSqlText
{
    /// <summary>NAMEDATALEN less one. PostgreSQL cuts longer names silently, in the middle of a rotation.</summary>
    public const int NameBytes = 63;

    public static int BytesOf(string name) => Encoding.UTF8.GetByteCount(name);

    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"")}\"";

    /// <summary>
    /// A literal that means the same whether <c>standard_conforming_strings</c> is on or off: a backslash is only ever
    /// written in the form that defines its meaning.
    /// </summary>
    public static string Literal(string text)
    {
        var doubled = text.Replace("'", "''");
        return doubled.Contains('\\') ? $"E'{doubled.Replace("\\", "\\\\")}'" : $"'{doubled}'";
    }
}
