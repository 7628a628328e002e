using System.Text;

namespace RotationPS.Targets.SqlServer;

/// <summary>
/// Identifiers and literals by the rules of QUOTENAME. Statements about logins take no parameters, so their text must hold
/// whatever a name holds. See https://learn.microsoft.com/sql/t-sql/functions/quotename-transact-sql.
/// </summary>
internal static class SqlServerText
{
    /// <summary>The length of the type sysname, in UTF-16 units.</summary>
    public const int NameLength = 128;

    public static string Identifier(string name) => $"[{name.Replace("]", "]]")}]";

    public static string Literal(string text) => $"N'{text.Replace("'", "''")}'";

    public static string Hex(byte[] bytes) => $"0x{Convert.ToHexString(bytes)}";

    /// <summary>Statements as one batch.</summary>
    public static string Batch(IEnumerable<string> statements) =>
        new StringBuilder().AppendJoin(";\n", statements).ToString();

    /// <summary>A name with that of its schema, where it has one.</summary>
    public static string Qualified(string? schema, string name) =>
        schema is null ? Identifier(name) : $"{Identifier(schema)}.{Identifier(name)}";
}
