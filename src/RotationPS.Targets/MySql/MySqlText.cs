namespace RotationPS.Targets.MySql;

/// <summary>
/// Identifiers and string literals as a session of this module reads them: with backslash escapes and without ANSI_QUOTES.
/// See https://dev.mysql.com/doc/refman/8.4/en/string-literals.html.
/// </summary>
internal static class MySqlText
{
    public static string Identifier(string name) => $"`{name.Replace("`", "``")}`";

    public static string Literal(string text) => $"'{text.Replace("\\", "\\\\").Replace("'", "''")}'";

    /// <summary>An account of one host, as statements name it.</summary>
    public static string Account(string user, string host) => $"{Literal(user)}@{Literal(host)}";

    /// <summary>An account of one host, as the views of the information schema name it: without any escapes.</summary>
    public static string Grantee(string user, string host) => $"'{user}'@'{host}'";
}
