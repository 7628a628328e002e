using System.Text;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>Names of several parts inside strings, as OBJECT_ID and HAS_PERMS_BY_NAME take them.</summary>
internal static class ObjectNames
{
    public static List<string> Parse(string name)
    {
        List<string> parts = [];
        var part = new StringBuilder();
        var isQuoted = false;
        for (var index = 0; index < name.Length; index++)
        {
            var letter = name[index];
            if (isQuoted && letter == ']' && index + 1 < name.Length && name[index + 1] == ']')
            {
                part.Append(letter);
                index++;
            }
            else if (letter is '[' or ']' && (letter == ']') == isQuoted)
            {
                isQuoted = !isQuoted;
            }
            else if (letter == '.' && !isQuoted)
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(letter);
            }
        }

        parts.Add(part.ToString());
        return parts;
    }

    public static (DatabaseModel Database, SchemaModel? Schema, ObjectModel? Object) Find(string name, StatementContext context)
    {
        var parts = Parse(name);
        var database = parts.Count > 2 && parts[^3].Length > 0 ? parts[^3] : null;
        var schema = parts.Count > 1 && parts[^2].Length > 0 ? parts[^2] : null;
        return context.Find(database, schema, parts[^1]);
    }

    public static object? ObjectId(object?[] arguments, StatementContext context)
    {
        if (arguments[0] is not string name)
        {
            return null;
        }

        var (database, _, item) = Find(name, context);
        var type = arguments.Length > 1 ? ((string?)arguments[1])?.Trim() : null;
        return item is not null && context.Sees(database, item) && (type is null || Names.Same(type, item.Type)) ? item.Id : null;
    }
}
