using System.Data;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>The functions that give a table.</summary>
internal static class TableFunctions
{
    public static Relation Read(string name, object?[] arguments, StatementContext context)
    {
        switch (name.ToUpperInvariant())
        {
            case "STRING_SPLIT":
                RelationColumn[] value = [new(null, "value", SqlDbType.NVarChar)];
                return new Relation(value, arguments[0] is not string text ? [] : [.. text.Split((string)arguments[1]!).Select(part => new object?[] { part })]);
            default:
                throw new UnknownToCatalogueException($"the table function {name} in {context.Database.Name}");
        }
    }
}
