using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>The values of literals.</summary>
internal static class Literals
{
    public static object? Value(Literal literal) => literal switch
    {
        NullLiteral => null,
        StringLiteral text => text.Value,
        IntegerLiteral number => long.Parse(number.Value, CultureInfo.InvariantCulture) is var value && value is >= int.MinValue and <= int.MaxValue ? (object)(int)value : value,
        NumericLiteral number => decimal.Parse(number.Value, CultureInfo.InvariantCulture),
        BinaryLiteral binary => Bytes(binary.Value),
        _ => throw new UnknownToCatalogueException($"a literal of the kind {literal.LiteralType}"),
    };

    public static byte[] Bytes(string hexadecimal)
    {
        var digits = hexadecimal[2..];
        return Convert.FromHexString(digits.Length % 2 == 0 ? digits : "0" + digits);
    }
}
