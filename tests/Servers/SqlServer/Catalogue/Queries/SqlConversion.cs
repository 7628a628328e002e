using System.Data;
using System.Globalization;
using System.Text;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>CAST and CONVERT.</summary>
internal static class SqlConversion
{
    private const string DateFormat = "MMM d yyyy h:mmtt";

    public static object? To(object? value, DataTypeReference type, int style = 0)
    {
        if (value is null)
        {
            return null;
        }

        var (name, length) = Describe(type);
        return To(value, name, length, style);
    }

    public static (string Name, int Length) Describe(DataTypeReference type)
    {
        var name = type.Name.BaseIdentifier.Value.ToLowerInvariant();
        if (name == "sysname")
        {
            return ("nvarchar", 128);
        }

        var parameter = (type as ParameterizedDataTypeReference)?.Parameters.FirstOrDefault();
        var length = parameter switch
        {
            null => name is "nvarchar" or "varchar" or "nchar" or "char" or "varbinary" or "binary" ? 30 : 0,
            MaxLiteral => -1,
            _ => int.Parse(parameter.Value, CultureInfo.InvariantCulture),
        };
        return (name, length);
    }

    public static SqlDbType TypeOf(string name) => name switch
    {
        "nvarchar" or "varchar" or "nchar" or "char" or "text" or "ntext" or "xml" or "sysname" or "sql_variant" => SqlDbType.NVarChar,
        "int" => SqlDbType.Int,
        "bigint" or "numeric" or "decimal" => SqlDbType.BigInt,
        "smallint" => SqlDbType.SmallInt,
        "tinyint" => SqlDbType.TinyInt,
        "bit" => SqlDbType.Bit,
        "varbinary" or "binary" or "image" => SqlDbType.VarBinary,
        "datetime" or "datetime2" or "date" or "smalldatetime" => SqlDbType.DateTime,
        "uniqueidentifier" => SqlDbType.UniqueIdentifier,
        _ => throw new UnknownToCatalogueException($"the type {name}"),
    };

    public static object To(object value, string name, int length, int style)
    {
        switch (name)
        {
            case "nvarchar" or "varchar" or "nchar" or "char" or "text" or "ntext":
                var text = Text(value, style, name.StartsWith('n'));
                text = length > 0 && text.Length > length ? text[..length] : text;
                return name is "nchar" or "char" && length > 0 ? text.PadRight(length) : text;
            case "varbinary" or "binary" or "image":
                var bytes = Bytes(value, style);
                bytes = length > 0 && bytes.Length > length ? bytes[..length] : bytes;
                return name == "binary" && bytes.Length < length ? [.. bytes, .. new byte[length - bytes.Length]] : bytes;
            case "sql_variant":
                return value;
            case "bit":
                return value is string word && (Names.Same(word, "true") || Names.Same(word, "false")) ? Names.Same(word, "true") : Number(value, name) != 0;
            case "datetime" or "datetime2" or "date" or "smalldatetime":
                return value is string date ? DateTime.Parse(date, CultureInfo.InvariantCulture) : (DateTime)value;
            case "uniqueidentifier":
                return value switch { Guid guid => guid, byte[] raw => new Guid(raw), _ => Guid.Parse((string)value) };
            default:
                return Whole(Number(value, name), name);
        }
    }

    /// <summary>A string turned into the type of another value, as a comparison does.</summary>
    public static object Like(string text, object other) => other switch
    {
        DateTime => To(text, "datetime", 0, 0),
        Guid => To(text, "uniqueidentifier", 0, 0),
        byte[] => throw Errors.Of(
            257, "Implicit conversion from data type nvarchar to varbinary is not allowed. Use the CONVERT function to run this query.", endsBatch: true),
        long => To(text, "bigint", 0, 0),
        bool => To(text, "bit", 0, 0),
        _ => To(text, "int", 0, 0),
    };

    public static string Text(object value, int style, bool isWide = true) => value switch
    {
        string text => text,
        bool bit => bit ? "1" : "0",
        byte[] bytes when style is 1 => "0x" + Convert.ToHexString(bytes),
        byte[] bytes when style is 2 => Convert.ToHexString(bytes),
        byte[] bytes => (isWide ? Encoding.Unicode : Encoding.Latin1).GetString(bytes),
        DateTime time => time.ToString(
            style switch { 126 or 127 => "yyyy-MM-ddTHH:mm:ss.fff", 120 => "yyyy-MM-dd HH:mm:ss", 121 => "yyyy-MM-dd HH:mm:ss.fff", _ => DateFormat },
            CultureInfo.InvariantCulture),
        Guid guid => guid.ToString().ToUpperInvariant(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static byte[] Bytes(object value, int style) => value switch
    {
        byte[] bytes => bytes,
        string text when style is 1 => Convert.FromHexString(text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : throw Failed(text)),
        string text when style is 2 => Convert.FromHexString(text),
        string text => Encoding.Unicode.GetBytes(text),
        byte one => [one],
        short two => [.. BitConverter.GetBytes(two).Reverse()],
        int four => [.. BitConverter.GetBytes(four).Reverse()],
        long eight => [.. BitConverter.GetBytes(eight).Reverse()],
        bool bit => [bit ? (byte)1 : (byte)0],
        Guid guid => guid.ToByteArray(),
        _ => throw new UnknownToCatalogueException($"a conversion of {value.GetType().Name} to varbinary"),
    };

    private static decimal Number(object value, string type)
    {
        if (value is not string text)
        {
            return SqlValues.Number(value);
        }

        return text.Trim().Length == 0 ? 0
            : decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number
            : throw Errors.Of(245, $"Conversion failed when converting the nvarchar value '{text}' to data type {type}.", endsBatch: true);
    }

    private static object Whole(decimal number, string type) => type switch
    {
        "int" => (object)(int)number,
        "bigint" => (long)number,
        "smallint" => (short)number,
        "tinyint" => (byte)number,
        "decimal" or "numeric" => number,
        _ => throw new UnknownToCatalogueException($"the type {type}"),
    };

    private static StatementFailedException Failed(string text) =>
        Errors.Of(8114, $"Error converting data type nvarchar to varbinary: '{text}'.", endsBatch: true);
}
